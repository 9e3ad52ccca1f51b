import { type Ending, ProblemError } from '@faultmaven/rpc'
import { type RequestScope, throwIfOver } from '../pipeline/request-scope.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import type { Leave, Target } from './target.ts'

type Options = {
  /** In the order in which they are asked. */
  readonly targets: readonly Target[]
  readonly scope: RequestScope
  /** Attempts at all targets together. @default 4 */
  readonly maxAttempts?: number
}
type Step = { readonly target: Target; readonly waitMs: number }

/** Longest wait before the second round over the targets; doubles with each round. */
const BASE_WAIT_MS = 500

/**
 * Asks one target after another until one answers: each once without a wait, then those again that may be, after the time that they asked for or a random
 * one (full jitter, see Brooker, "Exponential Backoff and Jitter", AWS 2015), as long as attempts are left and the deadline allows the wait.
 * @throws {ProblemError} that says what became of all of them; what ended the request
 */
export async function askTargets<T>(
  { targets, scope: { ending, deadlineMs }, maxAttempts = 4 }: Options,
  ask: (target: Target, leave: Leave) => Promise<T>,
): Promise<T> {
  const failures = new Map<Target, { readonly failure: ProviderFailure; readonly atMs: number; readonly times: number }>()

  function nextStep(): Step | undefined {
    const fresh = targets.find((target) => !failures.has(target) && !target.isResting())
    // One that rests is asked when no other is left: the breaker says whether it is time to try it.
    const untried = fresh ?? targets.find((target) => !failures.has(target))
    if (untried) return { target: untried, waitMs: 0 }
    const again = [...failures]
      .filter(([, { failure }]) => failure.mayRepeat)
      .map(([target, { failure, atMs, times }]) => {
        const jitterMs = Math.random() * BASE_WAIT_MS * 2 ** (times - 1)
        return { target, waitMs: Math.max(atMs + (failure.retryAfterMs ?? 0) - Date.now(), jitterMs) }
      })
    const soonest = again.toSorted((one, other) => one.waitMs - other.waitMs)[0]
    return soonest && Date.now() + soonest.waitMs < deadlineMs ? soonest : undefined
  }

  let step = nextStep()
  let last: ProviderFailure | undefined
  for (let attempt = 1; step && attempt <= maxAttempts; attempt += 1) {
    const { target, waitMs } = step
    if (waitMs > 0) await pause(waitMs, ending)
    throwIfOver(ending)
    try {
      const leave = target.enter()
      if (leave === undefined) throw new ProviderFailure('resting', target.settings.name)
      return await ask(target, leave)
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error
      failures.set(target, { failure: error, atMs: Date.now(), times: (failures.get(target)?.times ?? 0) + 1 })
      last = error
      step = error.mayFallBack ? nextStep() : undefined
    }
  }
  throw last
    ? toProblem(
        [...failures.values()].map(({ failure }) => failure),
        last,
      )
    : new ProblemError('llm.not_configured')
}

/** Whoever went away does not wait. */
function pause(ms: number, ending: Ending): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      forget()
      resolve()
    }, ms)
    const forget = ending.whenOver(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** What a caller is told; the words of providers stay here. */
export function toProblem(failures: readonly ProviderFailure[], last: ProviderFailure): ProblemError {
  const said = failures.map(
    ({ model, kind, status }) => `"${model}": ${WORDS[kind]}${status === undefined ? '' : ` (${status})`}`,
  )
  const detail = said.join('; ')
  const retryAfters = failures.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]))
  const retryAfterMs = retryAfters.length > 0 ? Math.min(...retryAfters) : undefined
  const options = { detail, cause: last, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  if (last.kind === 'rejected' || failures.every(({ kind }) => kind === 'too-long' || kind === 'unsupported'))
    return new ProblemError('llm.rejected', options)
  return new ProblemError(failures.every(({ kind }) => kind === 'rate-limited') ? 'llm.rate_limited' : 'llm.unavailable', options)
}

const WORDS: Record<ProviderFailure['kind'], string> = {
  unreachable: 'cannot be reached',
  timeout: 'did not answer in time',
  'slow-first-token': 'was too slow with its first word',
  stalled: 'fell silent',
  cut: 'broke off',
  malformed: 'answered in a form that cannot be read',
  'server-error': 'failed',
  'rate-limited': 'limits requests',
  unauthorized: 'refuses its key',
  'no-key': 'has no key, so it was not asked: a test of the model in the settings says which is missing',
  'not-found': 'is not at its address',
  'too-long': 'does not read that much at once',
  unsupported: 'cannot do what was asked',
  resting: 'rests after too many failures',
  rejected: 'does not take this request',
}
