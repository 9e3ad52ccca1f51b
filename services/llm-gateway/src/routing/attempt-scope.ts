import { ProblemError } from '@faultmaven/rpc'
import type { Means } from '../providers/provider.ts'
import { type FailureKind, ProviderFailure } from '../providers/provider-failure.ts'
import { createWire } from '../providers/wire.ts'
import type { Leave, Target } from './target.ts'

export type AttemptOptions = {
  /** Ends with the caller. */
  readonly signal: AbortSignal
  /** Of the whole request, Unix milliseconds. */
  readonly deadlineMs: number
  /** Sees the body before it leaves; what it throws keeps it here. */
  readonly beforeSend: (body: string, host: string) => void
}

/** One attempt at one model: it has its own connection, its own end, and gives every failure its right name. */
export type AttemptScope = {
  readonly means: Means
  /** Waits for a promise, not longer than allowed. @throws {ProviderFailure} of `kind` after that */
  readonly within: <T>(promise: Promise<T>, ms: number, kind: FailureKind) => Promise<T>
  /** Ends the attempt; the first call says how. */
  readonly close: (how: Parameters<Leave['end']>[0]) => void
  /** Ends the attempt with a failure. @returns what happened, whatever the package of the provider made of it */
  readonly fail: (error: unknown) => unknown
}

/** @throws what ended the request before it began; {@link ProviderFailure} when the key cannot be read */
export async function openAttempt(
  target: Target,
  leave: Leave,
  { signal, deadlineMs, beforeSend }: AttemptOptions,
): Promise<AttemptScope> {
  const { settings, origin, dispatcher } = target
  const controller = new AbortController()
  let isClosed = false
  const onEnd = () => controller.abort(signal.reason)
  const close: AttemptScope['close'] = (how) => {
    if (isClosed) return
    isClosed = true
    signal.removeEventListener('abort', onEnd)
    if (how !== 'answered') controller.abort()
    leave.end(how)
  }
  const wire = createWire({ model: settings.name, origin, dispatcher, beforeSend })
  const fail: AttemptScope['fail'] = (error) => {
    const failure = nameFailure(error, { signal, attempt: controller.signal, onWire: wire.failure(), model: settings.name })
    close(failure instanceof ProviderFailure ? failure : 'unknown')
    return failure
  }
  signal.addEventListener('abort', onEnd, { once: true })
  try {
    signal.throwIfAborted()
    return {
      means: { wire, key: await readKey(target), signal: controller.signal },
      within(promise, ms, kind) {
        const leftMs = deadlineMs - Date.now()
        const onTimeout = () =>
          controller.abort(leftMs < ms ? new ProblemError('service.deadline') : new ProviderFailure(kind, settings.name))
        return settleWithin(promise, Math.min(ms, leftMs), onTimeout, controller.signal)
      },
      close,
      fail,
    }
  } catch (error) {
    throw fail(error)
  }
}

async function readKey({ settings: { name, key } }: Target): Promise<string | undefined> {
  return key?.().catch((cause: unknown) => {
    throw new ProviderFailure('unauthorized', name, { cause })
  })
}

/** Settles with the promise, or rejects as soon as the attempt is ended, which a promise of a package may not notice. */
function settleWithin<T>(promise: Promise<T>, ms: number, onTimeout: () => void, ended: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = () => reject(ended.reason)
    const timer = setTimeout(onTimeout, ms)
    ended.addEventListener('abort', onEnd, { once: true })
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      ended.removeEventListener('abort', onEnd)
    })
    if (ended.aborted) onEnd()
  })
}

type Seen = {
  readonly signal: AbortSignal
  readonly attempt: AbortSignal
  readonly onWire: ProviderFailure | undefined
  readonly model: string
}

function nameFailure(error: unknown, { signal, attempt, onWire, model }: Seen): unknown {
  if (signal.aborted) return signal.reason
  if (attempt.reason instanceof ProviderFailure || attempt.reason instanceof ProblemError) return attempt.reason
  if (onWire) return onWire
  if (error instanceof ProblemError || error instanceof ProviderFailure) return error
  return new ProviderFailure(kindOf(error), model, { cause: error })
}

function kindOf(error: unknown): FailureKind {
  if (isOfConnection(error)) return 'cut'
  return error instanceof Error && UNSUPPORTED.has(error.name) ? 'unsupported' : 'malformed'
}

/** What Node and undici say of a connection that ended early; packages keep it as cause. */
function isOfConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'UND_ERR_ABORTED' || isOfConnection(error.cause)
}

const UNSUPPORTED = new Set(['AI_UnsupportedFunctionalityError', 'AI_InvalidPromptError'])
