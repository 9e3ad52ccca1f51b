import { circuitBreaker, CircuitState, handleWhen, SamplingBreaker } from 'cockatiel'
import type { Dispatcher } from 'undici'
import { baseUrlOf } from '../providers/base-url.ts'
import { loadProvider } from '../providers/load-provider.ts'
import type { Provider } from '../providers/provider.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import type { ModelSettings } from '../settings/gateway-settings.ts'
import type { UsageMetrics } from '../usage/usage-metrics.ts'

/** One configured model, with what is known of its health. */
export type Target = {
  readonly settings: ModelSettings
  readonly origin: string
  readonly dispatcher: Dispatcher
  readonly provider: () => Promise<Provider>
  /** Leave to ask it once; undefined while it rests. Every leave must be ended. */
  readonly enter: () => Leave | undefined
  readonly isResting: () => boolean
  /** Time to the first token, averaged over the last answers; undefined before the first. */
  readonly firstTokenMs: () => number | undefined
}
export type Leave = {
  /** `unknown` when the caller ended it: that tells nothing of the model. */
  readonly end: (how: 'answered' | 'unknown' | ProviderFailure) => void
  readonly noteFirstToken: (ms: number) => void
}

/** Rests when half of at least five requests within half a minute failed, for ten seconds; then one request tries whether it is back. */
const BREAKER = { threshold: 0.5, duration: 30_000, minimumRps: 5 / 30 }
const REST_MS = 10_000
/** Weight of the newest answer in the average. */
const NEWEST = 0.2

type Surroundings = {
  readonly dispatchers: { readonly local: Dispatcher; readonly remote: Dispatcher }
  readonly usage: UsageMetrics
}

export function createTarget(settings: ModelSettings, { dispatchers, usage }: Surroundings): Target {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof ProviderFailure && error.isUnhealthy),
    { halfOpenAfter: REST_MS, breaker: new SamplingBreaker(BREAKER) },
  )
  let loaded: Promise<Provider> | undefined
  let average: number | undefined
  let restsUntilMs = 0
  /** A trial that nobody waited for proved nothing, and the breaker would take what it does not handle for a success: it rests again. */
  const endedByCaller = () =>
    breaker.state === CircuitState.HalfOpen ? new ProviderFailure('timeout', settings.name) : new Error('The caller ended it')
  breaker.onBreak(() => (restsUntilMs = Date.now() + REST_MS))

  return {
    settings,
    origin: new URL(baseUrlOf(settings)).origin,
    dispatcher: settings.isLocal ? dispatchers.local : dispatchers.remote,
    provider: () => (loaded ??= loadProvider(settings)),
    enter() {
      // Another request is trying whether it is back: nobody waits for that.
      if (breaker.state === CircuitState.HalfOpen) return undefined
      let end: Leave['end'] | undefined
      // The breaker calls at once or not at all; how the answer ends, it hears later.
      const run = breaker.execute(
        () =>
          new Promise<void>((resolve, reject) => {
            end = (how) => (how === 'answered' ? resolve() : reject(how === 'unknown' ? endedByCaller() : how))
          }),
      )
      run.catch(() => {})
      if (end === undefined) return undefined
      const tellBreaker = end
      const startedMs = performance.now()
      return {
        end(how) {
          tellBreaker(how)
          usage.attempt(settings, typeof how === 'string' ? how : how.kind, (performance.now() - startedMs) / 1000)
        },
        noteFirstToken(ms) {
          usage.firstToken(settings, ms / 1000)
          average = average === undefined ? ms : average + NEWEST * (ms - average)
        },
      }
    },
    // After its rest it is asked like any other: that request tries whether it is back.
    isResting: () =>
      breaker.state === CircuitState.HalfOpen || (breaker.state === CircuitState.Open && Date.now() < restsUntilMs),
    firstTokenMs: () => average,
  }
}
