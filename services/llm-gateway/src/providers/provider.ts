import type { ModelAsked, ModelEvent, ModelToolCall } from '@faultmaven/contracts'
import type { Wire } from './wire.ts'

/** What one attempt gives a provider to work with. */
export type Means = {
  readonly wire: Wire
  readonly key: string | undefined
  /** Ends with the attempt, as the wire does by itself; made when it is asked for. */
  readonly signal: () => AbortSignal
}

/**
 * One model of one provider. It knows the wire format; when, how often and with what limits is asked is decided elsewhere, and so is what a
 * failure is called: whatever is thrown here means that the answer cannot be used.
 */
export type Provider = {
  readonly complete: (asked: ModelAsked, means: Means) => Promise<ProviderAnswer>
  /** Ends with `finish`, or throws. */
  readonly stream: (asked: ModelAsked, means: Means) => AsyncGenerator<ProviderEvent, void>
  /** Vectors in the order of the texts. */
  readonly embed: (texts: readonly string[], means: Means) => Promise<Embedded>
}

/** One piece of an answer as a provider gives it; `thought` is shown to nobody and only says that the model is at work. */
export type ProviderEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thought' }
  | { readonly type: 'tool-call'; readonly call: ModelToolCall }
  | ({ readonly type: 'finish' } & AnswerEnd)

export type AnswerEnd = {
  readonly reason: Extract<ModelEvent, { type: 'finish' }>['reason']
  /** As the provider counted them; undefined when it did not. */
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
}
export type ProviderAnswer = AnswerEnd & { readonly text: string; readonly toolCalls: readonly ModelToolCall[] }
export type Embedded = { readonly vectors: number[][]; readonly tokens: number | undefined }
