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
  /** Waits for a promise, one at a time, not longer than allowed. @throws {ProviderFailure} of `kind` after that */
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
  /** Rejects what waits: a listener on the signal for each piece of an answer is dear. */
  let giveUp: ((reason: unknown) => void) | undefined
  const abort = (reason?: unknown) => {
    controller.abort(reason)
    giveUp?.(controller.signal.reason)
  }
  const onEnd = () => abort(signal.reason)
  const close: AttemptScope['close'] = (how) => {
    if (isClosed) return
    isClosed = true
    signal.removeEventListener('abort', onEnd)
    if (how !== 'answered') abort()
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
          abort(leftMs < ms ? new ProblemError('service.deadline') : new ProviderFailure(kind, settings.name))
        // What is aborted is no longer waited for, which a promise of a package may not notice.
        return new Promise((resolve, reject) => {
          const timer = setTimeout(onTimeout, Math.min(ms, leftMs))
          const settle =
            <V>(end: (value: V) => void) =>
            (value: V) => {
              clearTimeout(timer)
              giveUp = undefined
              end(value)
            }
          giveUp = settle(reject)
          promise.then(settle(resolve), settle(reject))
          if (controller.signal.aborted) giveUp(controller.signal.reason)
        })
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
    throw new ProviderFailure('no-key', name, { cause, ...(cause instanceof Error && { said: cause.message }) })
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
