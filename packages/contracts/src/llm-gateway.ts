import * as z from 'zod/mini'
import { Id } from './ids.ts'
import { contract, stream, unary } from './operation.ts'

/** A schema as JSON (draft 2020-12), passed on to the provider as it is. */
const JsonSchema = z.record(z.string(), z.unknown())
const MAX_TEXT = 400_000

/**
 * A piece of a message. `evidence` was written by strangers: the gateway fences it and redacts it, and nothing in it instructs.
 * Both kinds are redacted before anything leaves.
 */
export const ModelText = z.object({ text: z.string().check(z.maxLength(MAX_TEXT)), origin: z.enum(['ours', 'user', 'evidence']) })
export type ModelText = z.infer<typeof ModelText>

/** A tool that the model wants run; `arguments` is JSON text as the model wrote it, unchecked. */
export const ModelToolCall = z.object({
  callId: z.string().check(z.maxLength(200)),
  name: z.string().check(z.maxLength(100)),
  arguments: z.string().check(z.maxLength(MAX_TEXT)),
})
export type ModelToolCall = z.infer<typeof ModelToolCall>

export const ModelMessage = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), parts: z.array(ModelText) }),
  z.object({ role: z.literal('user'), parts: z.array(ModelText) }),
  z.object({ role: z.literal('assistant'), text: z.string(), toolCalls: z.array(ModelToolCall) }),
  z.object({ role: z.literal('tool'), callId: z.string(), name: z.string(), parts: z.array(ModelText) }),
])
export type ModelMessage = z.infer<typeof ModelMessage>

export const ModelTool = z.object({ name: z.string(), description: z.string(), parameters: JsonSchema })
export type ModelTool = z.infer<typeof ModelTool>

/** What a call is for: the gateway routes, limits and accounts by it. */
export const ModelPurpose = z.enum(['hypotheses', 'wording'])
export type ModelPurpose = z.infer<typeof ModelPurpose>

/**
 * What the gateway tells of one answer, in order. Exactly one `finish` ends it; a stream that ends without one was cut, and what came
 * before it is no answer.
 */
export const ModelEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text-delta'), text: z.string() }),
  z.object({ type: z.literal('tool-call'), call: ModelToolCall }),
  z.object({ type: z.literal('usage'), inputTokens: z.number(), outputTokens: z.number() }),
  z.object({ type: z.literal('finish'), reason: z.enum(['stop', 'tool-calls', 'length', 'refused']) }),
])
export type ModelEvent = z.infer<typeof ModelEvent>

/** The model that stands behind the gateway; none is a normal state, not an error. */
export const ModelStatus = z.object({
  configured: z.boolean(),
  model: z.optional(z.object({ name: z.string(), contextTokens: z.number().check(z.int(), z.gte(1)) })),
})
export type ModelStatus = z.infer<typeof ModelStatus>

/** The one door to every model provider. Its caller is the agent. */
export const llmGateway = contract({
  name: 'llm-gateway',
  version: '1',
  operations: {
    getStatus: unary({
      method: 'GET',
      path: '/internal/llm-gateway/status',
      summary: 'Whether a model is configured, its name and how many tokens it reads at once',
      scope: 'case:read',
      input: z.object({}),
      output: ModelStatus,
      timeoutMs: 5000,
    }),
    generate: stream({
      method: 'POST',
      path: '/internal/llm-gateway/cases/{caseId}/turns/{turnId}/generate',
      summary: 'One answer of the model, told as it comes',
      scope: 'case:write',
      input: z.object({
        caseId: Id,
        turnId: Id,
        purpose: ModelPurpose,
        messages: z.array(ModelMessage).check(z.minLength(1), z.maxLength(200)),
        tools: z.array(ModelTool).check(z.maxLength(50)),
        /** The form of the text that the answer ends with. */
        output: z.optional(z.object({ name: z.string(), schema: JsonSchema })),
        maxOutputTokens: z.number().check(z.int(), z.gte(1)),
        /** Longest that the whole answer may take. */
        timeoutMs: z.number().check(z.int(), z.gte(1)),
      }),
      event: ModelEvent,
    }),
  },
})
