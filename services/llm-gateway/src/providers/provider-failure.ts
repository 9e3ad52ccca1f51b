/** How a provider failed, seen from outside. */
export type FailureKind =
  | 'unreachable'
  | 'timeout'
  | 'slow-first-token'
  | 'stalled'
  | 'cut'
  | 'malformed'
  | 'server-error'
  | 'rate-limited'
  | 'unauthorized'
  | 'no-key'
  | 'not-found'
  | 'too-long'
  | 'unsupported'
  | 'resting'
  | 'rejected'

/** Failures that tell of the provider's health; the others tell of the request, of the key or of a limit. */
const UNHEALTHY: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'timeout',
  'slow-first-token',
  'stalled',
  'cut',
  'malformed',
  'server-error',
])
/** The same request would fail everywhere. */
const FINAL: ReadonlySet<FailureKind> = new Set(['rejected'])
/** The same request would fail again at the same model. */
const LASTING: ReadonlySet<FailureKind> = new Set(['rejected', 'unauthorized', 'no-key', 'not-found', 'too-long', 'unsupported'])

/** One attempt at one model has failed. Nothing that the provider said is in the message: it may quote the request. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  readonly kind: FailureKind
  readonly model: string
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  /** The provider's own words, text of strangers, or why there is no key: only for who tests a model, and redacted before. */
  readonly said: string | undefined

  constructor(kind: FailureKind, model: string, { status, retryAfterMs, said, cause }: FailureDetails = {}) {
    super(`The model "${model}" failed (${kind}${status === undefined ? '' : `, status ${status}`})`, { cause })
    this.kind = kind
    this.model = model
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.said = said
  }

  get isUnhealthy(): boolean {
    return UNHEALTHY.has(this.kind)
  }
  /** Whether another model may be asked instead. */
  get mayFallBack(): boolean {
    return !FINAL.has(this.kind)
  }
  /** Whether the same model may be asked again. */
  get mayRepeat(): boolean {
    return !LASTING.has(this.kind)
  }
}

type FailureDetails = {
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly said?: string | undefined
  readonly cause?: unknown
}

/** What a status of HTTP other than 2xx means. A redirect is an address that the operator must correct. */
export function kindOfStatus(status: number, said: string): FailureKind {
  if (status === 429) return 'rate-limited'
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404 || (status >= 300 && status < 400)) return 'not-found'
  if (status === 408 || status === 409 || status >= 500) return 'server-error'
  if (status === 413 || /context.{0,20}(length|window)|too (long|many tokens)|maximum.{0,20}tokens/i.test(said)) return 'too-long'
  return 'rejected'
}
