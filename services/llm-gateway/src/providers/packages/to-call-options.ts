import type { JSONSchema7, LanguageModelV3CallOptions, LanguageModelV3Message, LanguageModelV3Prompt } from '@ai-sdk/provider'
import type { ModelAsked, ModelMessage, ModelParameters } from '@faultmaven/contracts'
import type { ModelSettings } from '../../settings/gateway-settings.ts'

/** A request in the form that all packages of providers take. */
export function toCallOptions(
  asked: ModelAsked,
  { capabilities }: ModelSettings,
  abortSignal: AbortSignal,
): LanguageModelV3CallOptions {
  return {
    prompt: toPrompt(asked.messages),
    maxOutputTokens: asked.maxOutputTokens,
    ...toParameters(asked.parameters),
    ...(asked.tools.length > 0 && { tools: toTools(asked), toolChoice: toToolChoice(asked) }),
    ...(asked.output && capabilities.structuredOutput && { responseFormat: toResponseFormat(asked.output) }),
    // Schemas of callers have optional properties, which the strict form refuses.
    providerOptions: { openai: { strictJsonSchema: false }, azure: { strictJsonSchema: false } },
    abortSignal,
  }
}

function toParameters({ stop, temperature, topP, presencePenalty, frequencyPenalty, seed }: ModelParameters = {}) {
  return {
    ...(stop && { stopSequences: stop }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(presencePenalty !== undefined && { presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(seed !== undefined && { seed }),
  }
}

/** Providers want one system message, at the head. */
function toPrompt(messages: readonly ModelMessage[]): LanguageModelV3Prompt {
  const system = messages.flatMap((message) => (message.role === 'system' ? message.parts.map(({ text }) => text) : []))
  const rest = messages.filter((message) => message.role !== 'system').map(toMessage)
  return system.length === 0 ? rest : [{ role: 'system', content: system.join('\n\n') }, ...rest]
}

function toMessage(message: Exclude<ModelMessage, { role: 'system' }>): LanguageModelV3Message {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: textOf(message.parts) }] }
    case 'tool':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.callId,
            toolName: message.name,
            output: { type: 'text', value: textOf(message.parts) },
          },
        ],
      }
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...message.toolCalls.map((call) => ({
            type: 'tool-call' as const,
            toolCallId: call.callId,
            toolName: call.name,
            input: parseInput(call.arguments),
          })),
        ],
      }
  }
}

function textOf(parts: readonly { readonly text: string }[]): string {
  return parts.map(({ text }) => text).join('\n\n')
}

/** Arguments that are no JSON were never run; the model sees an empty object and the result that says so. */
function parseInput(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function toTools({ tools }: ModelAsked): NonNullable<LanguageModelV3CallOptions['tools']> {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    inputSchema: toSchema(parameters),
  }))
}

function toToolChoice({ toolChoice = 'auto' }: ModelAsked): NonNullable<LanguageModelV3CallOptions['toolChoice']> {
  return typeof toolChoice === 'string' ? { type: toolChoice } : { type: 'tool', toolName: toolChoice.tool }
}

function toResponseFormat({
  name,
  schema,
}: NonNullable<ModelAsked['output']>): NonNullable<LanguageModelV3CallOptions['responseFormat']> {
  return schema ? { type: 'json', name, schema: toSchema(schema) } : { type: 'json' }
}

/** Passed on as it came: what is no schema the provider refuses. */
function toSchema(schema: Record<string, unknown>): JSONSchema7 {
  return schema
}
