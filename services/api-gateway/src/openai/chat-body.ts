import { type ModelAsked, type ModelMessage, ModelRegion } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import * as z from 'zod/mini'

const TextPart = z.object({ type: z.literal('text'), text: z.string() })
/** Text alone: what cannot be redacted, such as a picture, does not leave. */
const Content = z.union(
  [z.string(), z.array(TextPart)],
  'Expected text, or parts of type "text": nothing else can be redacted, so it does not leave',
)
const ToolCall = z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })
const Nullish = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema))

const Message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer', 'user']), content: Content }),
  z.object({ role: z.literal('assistant'), content: Nullish(Content), tool_calls: Nullish(z.array(ToolCall)) }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: Content }),
])
type Message = z.infer<typeof Message>

/** The body of `POST /v1/chat/completions`, as far as it is understood; what else stands in it is left out. */
export const ChatBody = z.object({
  model: z.optional(z.string()),
  messages: z.array(Message).check(z.minLength(1)),
  stream: Nullish(z.boolean()),
  stream_options: Nullish(z.object({ include_usage: Nullish(z.boolean()) })),
  tools: Nullish(
    z.array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string(),
          description: Nullish(z.string()),
          parameters: Nullish(z.record(z.string(), z.unknown())),
        }),
      }),
    ),
  ),
  tool_choice: Nullish(
    z.union([
      z.enum(['auto', 'none', 'required']),
      z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
    ]),
  ),
  response_format: Nullish(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ name: z.string(), schema: z.optional(z.record(z.string(), z.unknown())) }),
      }),
    ]),
  ),
  temperature: Nullish(z.number()),
  top_p: Nullish(z.number()),
  presence_penalty: Nullish(z.number()),
  frequency_penalty: Nullish(z.number()),
  seed: Nullish(z.number()),
  stop: Nullish(z.union([z.string(), z.array(z.string())])),
  max_tokens: Nullish(z.number()),
  max_completion_tokens: Nullish(z.number()),
  n: Nullish(z.number()),
  /** Not of OpenAI: only models of this region may answer. */
  region: Nullish(ModelRegion),
})
export type ChatBody = z.infer<typeof ChatBody>

/** Where a client does not say: enough for a long answer, and what is set aside of a budget meanwhile. */
const OUTPUT_TOKENS = 4096
const TIMEOUT_MS = 300_000

/** The request in the gateway's own form. @throws {ProblemError} `request.invalid` for several answers at once */
export function toAsked(body: ChatBody): ModelAsked & { readonly model?: string } {
  if ((body.n ?? 1) !== 1) throw new ProblemError('request.invalid', { detail: 'One answer a request: leave n out' })
  const { response_format: format } = body
  return {
    ...(body.region != null && { region: body.region }),
    ...(isNamed(body.model) && { model: body.model }),
    messages: toMessages(body.messages),
    tools: (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({
      name,
      description: description ?? '',
      parameters: parameters ?? { type: 'object', properties: {} },
    })),
    ...(body.tool_choice && {
      toolChoice: typeof body.tool_choice === 'string' ? body.tool_choice : { tool: body.tool_choice.function.name },
    }),
    ...(format?.type === 'json_object' && { output: { name: 'json' } }),
    ...(format?.type === 'json_schema' && {
      output: { name: format.json_schema.name, ...(format.json_schema.schema && { schema: format.json_schema.schema }) },
    }),
    parameters: toParameters(body),
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? OUTPUT_TOKENS,
    timeoutMs: TIMEOUT_MS,
  }
}

/** `auto` lets the route decide. */
export function isNamed(model: string | undefined): model is string {
  return model !== undefined && model !== '' && model !== 'auto'
}

function toParameters(body: ChatBody): NonNullable<ModelAsked['parameters']> {
  const { temperature, top_p: topP, presence_penalty: presence, frequency_penalty: frequency, seed, stop } = body
  return {
    ...(temperature != null && { temperature }),
    ...(topP != null && { topP }),
    ...(presence != null && { presencePenalty: presence }),
    ...(frequency != null && { frequencyPenalty: frequency }),
    ...(seed != null && { seed }),
    ...(stop != null && { stop: typeof stop === 'string' ? [stop] : stop }),
  }
}

/** A result of a tool does not say which tool: the call before it does. */
function toMessages(messages: readonly Message[]): ModelMessage[] {
  const names = new Map<string, string>()
  return messages.map((message): ModelMessage => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', parts: [{ origin: 'ours', text: textOf(message.content) }] }
      case 'user':
        return { role: 'user', parts: [{ origin: 'user', text: textOf(message.content) }] }
      case 'tool': {
        const id = message.tool_call_id
        return {
          role: 'tool',
          callId: id,
          name: names.get(id) ?? 'tool',
          parts: [{ origin: 'evidence', text: textOf(message.content) }],
        }
      }
      case 'assistant': {
        const calls = message.tool_calls ?? []
        for (const call of calls) names.set(call.id, call.function.name)
        const toolCalls = calls.map((call) => ({ callId: call.id, name: call.function.name, arguments: call.function.arguments }))
        return { role: 'assistant', text: textOf(message.content ?? ''), toolCalls }
      }
    }
  })
}

function textOf(content: z.infer<typeof Content>): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n')
}
