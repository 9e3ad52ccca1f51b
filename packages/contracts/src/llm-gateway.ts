import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'
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

/** How the answer is drawn; absent leaves it to the provider. */
export const ModelParameters = z.object({
  temperature: z.optional(z.number().check(z.gte(0), z.lte(2))),
  topP: z.optional(z.number().check(z.gte(0), z.lte(1))),
  presencePenalty: z.optional(z.number().check(z.gte(-2), z.lte(2))),
  frequencyPenalty: z.optional(z.number().check(z.gte(-2), z.lte(2))),
  seed: z.optional(z.number().check(z.int())),
  stop: z.optional(z.array(z.string().check(z.maxLength(200))).check(z.maxLength(8))),
})
export type ModelParameters = z.infer<typeof ModelParameters>

/** A region as operators name it, `eu-central-1`, or what its name begins with: `eu`. */
export const ModelRegion = z.string().check(z.regex(/^[a-z0-9-]{1,40}$/))

/** What a model is asked, the same for every provider. */
const ASKED = {
  messages: z.array(ModelMessage).check(z.minLength(1), z.maxLength(1000)),
  tools: z.array(ModelTool).check(z.maxLength(128)),
  /** Whether the model may, must or must not call a tool, or which. @default it may */
  toolChoice: z.optional(z.union([z.enum(['auto', 'none', 'required']), z.object({ tool: z.string() })])),
  /** The form of the text that the answer ends with; without a schema any JSON. */
  output: z.optional(z.object({ name: z.string(), schema: z.optional(JsonSchema) })),
  parameters: z.optional(ModelParameters),
  maxOutputTokens: z.number().check(z.int(), z.gte(1)),
  /** Only models of this region may be asked. @default any */
  region: z.optional(ModelRegion),
  /** Longest that the whole answer may take. */
  timeoutMs: z.number().check(z.int(), z.gte(1)),
}
export const ModelAsked = z.object(ASKED)
export type ModelAsked = z.infer<typeof ModelAsked>

/** Names that evidence of the case told of: they are withheld wherever they stand. */
export const ModelNames = z.object({
  hosts: z.array(z.string()).check(z.maxLength(20_000)),
  users: z.array(z.string()).check(z.maxLength(20_000)),
})
export type ModelNames = z.infer<typeof ModelNames>

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

/** A whole answer. Token counts are the provider's, or estimated where it gave none. */
export const ModelCompletion = z.object({
  model: z.string(),
  text: z.string(),
  toolCalls: z.array(ModelToolCall),
  reason: z.enum(['stop', 'tool-calls', 'length', 'refused']),
  inputTokens: z.number(),
  outputTokens: z.number(),
})
export type ModelCompletion = z.infer<typeof ModelCompletion>

/** The model that stands behind the gateway; none is a normal state, not an error. */
export const ModelStatus = z.object({
  configured: z.boolean(),
  model: z.optional(z.object({ name: z.string(), contextTokens: z.number().check(z.int(), z.gte(1)) })),
})
export type ModelStatus = z.infer<typeof ModelStatus>

/** One model that the operator configured. */
export const ConfiguredModel = z.object({
  name: z.string(),
  provider: z.string(),
  /** What the provider calls it. */
  modelId: z.string(),
  /** Where requests to it go, with the port where it is not the usual one. */
  host: z.string(),
  use: z.enum(['chat', 'embedding']),
  contextTokens: z.number(),
  /** Where it runs, as the operator said. */
  region: z.optional(z.string()),
  /** Whether an administrator gave it a key, which goes before that of the operator's file. */
  hasSealedKey: z.boolean(),
  /** Whether requests are kept from it for a while because too many failed. */
  isResting: z.boolean(),
  /** US dollars a million tokens, with the day and the place where the price was read. */
  price: z.optional(z.object({ input: z.number(), output: z.number(), date: z.string(), source: z.string() })),
})
export type ConfiguredModel = z.infer<typeof ConfiguredModel>

/** A limit of the operator, and what of it is used up or set aside: by the caller, one of the caller's teams, or everybody today (UTC). */
export const LimitUse = z.object({
  per: z.enum(['user', 'team', 'case', 'installation']),
  team: z.optional(z.string()),
  tokens: z.optional(z.number()),
  usd: z.optional(z.number()),
  /** Absent of a limit per case: each case has its own. */
  used: z.optional(z.object({ tokens: z.number(), usd: z.number() })),
})
export type LimitUse = z.infer<typeof LimitUse>

/** One request that left for a provider. The body itself is read apart. */
export const EgressEntry = z.object({
  egressId: z.string(),
  at: Instant,
  provider: z.string(),
  model: z.string(),
  host: z.string(),
  bytes: z.number(),
  /** HMAC-SHA-256 of the body under the key of the case, hexadecimal. */
  hash: z.string(),
})
export type EgressEntry = z.infer<typeof EgressEntry>

/** Longest that a whole answer may take. */
const MAX_ANSWER_MS = 600_000
const CHAT = z.object({ model: z.optional(z.string()), ...ASKED })

/** The one door to every model provider. Its callers are the agent, and api-gateway for `/v1/chat/completions` and its like. */
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
      input: z.object({ caseId: Id, turnId: Id, purpose: ModelPurpose, names: z.optional(ModelNames), ...ASKED }),
      event: ModelEvent,
    }),
    completeChat: unary({
      method: 'POST',
      path: '/internal/llm-gateway/chat/complete',
      summary: 'One whole answer outside of any case, under a key of the caller',
      scope: 'case:write',
      input: CHAT,
      output: ModelCompletion,
      timeoutMs: MAX_ANSWER_MS,
    }),
    streamChat: stream({
      method: 'POST',
      path: '/internal/llm-gateway/chat/stream',
      summary: 'The same, told as it comes',
      scope: 'case:write',
      input: CHAT,
      event: ModelEvent,
    }),
    embed: unary({
      method: 'POST',
      path: '/internal/llm-gateway/embeddings',
      summary: 'Vectors of texts, in their order; the texts are redacted before they leave',
      scope: 'case:write',
      input: z.object({
        model: z.optional(z.string()),
        region: z.optional(ModelRegion),
        texts: z.array(z.string().check(z.maxLength(MAX_TEXT))).check(z.minLength(1), z.maxLength(2048)),
      }),
      output: z.object({ model: z.string(), vectors: z.array(z.array(z.number())), inputTokens: z.number() }),
      timeoutMs: 120_000,
    }),
    listModels: unary({
      method: 'GET',
      path: '/internal/llm-gateway/models',
      summary: 'The models that the operator configured, in the order in which they are asked',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ models: z.array(ConfiguredModel) }),
    }),
    listLimits: unary({
      method: 'GET',
      path: '/internal/llm-gateway/limits',
      summary: 'The limits that hold for the caller, and what of them is used',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ limits: z.array(LimitUse) }),
    }),
    testModel: unary({
      method: 'POST',
      path: '/internal/llm-gateway/models/test',
      summary: 'Asks a configured model for one word: whether it answers, how fast, and why not',
      scope: 'case:write',
      input: z.object({ model: z.string() }),
      output: z.object({ ok: z.boolean(), latencyMs: z.number(), said: z.optional(z.string()), why: z.optional(z.string()) }),
      timeoutMs: 60_000,
    }),
    setModelKey: unary({
      method: 'PUT',
      path: '/internal/llm-gateway/models/{model}/key',
      summary: 'Seals the key by which a configured model is asked from now on; nothing ever shows it again',
      scope: 'settings:write',
      idempotent: true,
      input: z.object({ model: z.string(), key: z.string().check(z.maxLength(5000)) }),
      output: z.object({ ok: z.literal(true) }),
    }),
    removeModelKey: unary({
      method: 'DELETE',
      path: '/internal/llm-gateway/models/{model}/key',
      summary: 'Forgets the sealed key of a model; that of the file holds again',
      scope: 'settings:write',
      idempotent: true,
      input: z.object({ model: z.string() }),
      output: z.object({ removed: z.boolean() }),
    }),
    listEgress: unary({
      method: 'GET',
      path: '/internal/llm-gateway/cases/{caseId}/egress',
      summary: 'Every request of the case that left for a provider, oldest first',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: z.object({ entries: z.array(EgressEntry) }),
    }),
    readEgress: unary({
      method: 'GET',
      path: '/internal/llm-gateway/cases/{caseId}/egress/{egressId}',
      summary: 'The body of one of them, letter by letter as it left',
      scope: 'case:read',
      input: z.object({ caseId: Id, egressId: z.string() }),
      output: z.object({ body: z.string() }),
    }),
    listOwnEgress: unary({
      method: 'GET',
      path: '/internal/llm-gateway/egress',
      summary: 'Every request of the caller that left outside of cases, tests of models too, oldest first',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ entries: z.array(EgressEntry) }),
    }),
    readOwnEgress: unary({
      method: 'GET',
      path: '/internal/llm-gateway/egress/{egressId}',
      summary: 'The body of one of them, letter by letter as it left',
      scope: 'case:read',
      input: z.object({ egressId: z.string() }),
      output: z.object({ body: z.string() }),
    }),
    deleteCase: unary({
      method: 'DELETE',
      path: '/internal/llm-gateway/cases/{caseId}',
      summary: 'Destroys the key of the case, then removes its vault, its cached answers and the bodies of its ledger',
      scope: 'case:delete',
      idempotent: true,
      input: z.object({ caseId: Id }),
      output: z.object({ keyDestroyed: z.boolean(), sealedBytes: z.number() }),
      timeoutMs: 60_000,
    }),
  },
})
