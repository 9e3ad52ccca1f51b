import { createEnding, type Ending, ProblemError } from '@faultmaven/rpc'
import { type RequestScope, throwIfOver } from '../pipeline/request-scope.ts'
import type { Means } from '../providers/provider.ts'
import { type FailureKind, ProviderFailure } from '../providers/provider-failure.ts'
import { createWire } from '../providers/wire.ts'
import type { Leave, Target } from './target.ts'

export type AttemptOptions = {
  readonly scope: RequestScope
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
  { scope: { ending: request, deadlineMs }, beforeSend }: AttemptOptions,
): Promise<AttemptScope> {
  const { settings, origin, dispatcher } = target
  const ending = createEnding()
  const forget = request.whenOver(ending.end)
  let isClosed = false
  const close: AttemptScope['close'] = (how) => {
    if (isClosed) return
    isClosed = true
    forget()
    if (how !== 'answered') ending.end(new Error('The attempt is over'))
    leave.end(how)
  }
  const wire = createWire({ model: settings.name, origin, dispatcher, beforeSend, ending })
  const fail: AttemptScope['fail'] = (error) => {
    const failure = nameFailure(error, { request, ended: ending.over()?.reason, onWire: wire.failure(), model: settings.name })
    close(failure instanceof ProviderFailure ? failure : 'unknown')
    return failure
  }
  try {
    throwIfOver(request)
    return {
      means: { wire, key: await readKey(target), signal: ending.signal },
      within(promise, ms, kind) {
        const leftMs = deadlineMs - Date.now()
        const onTimeout = () =>
          ending.end(leftMs < ms ? new ProblemError('service.deadline') : new ProviderFailure(kind, settings.name))
        return new Promise((resolve, reject) => {
          const timer = setTimeout(onTimeout, Math.min(ms, leftMs))
          // What is over is no longer waited for, which a promise of a package may not notice.
          const forget = ending.whenOver(reject)
          const settle =
            <V>(end: (value: V) => void) =>
            (value: V) => {
              clearTimeout(timer)
              forget()
              end(value)
            }
          promise.then(settle(resolve), settle(reject))
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
  readonly request: Ending
  /** Why the attempt was ended, if it was. */
  readonly ended: unknown
  readonly onWire: ProviderFailure | undefined
  readonly model: string
}

function nameFailure(error: unknown, { request, ended, onWire, model }: Seen): unknown {
  const over = request.over()
  if (over) return over.reason
  if (ended instanceof ProviderFailure || ended instanceof ProblemError) return ended
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
