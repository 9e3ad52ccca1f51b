import { setTimeout as sleep } from 'node:timers/promises'
import type { CallScope } from './call-scope.ts'
import { ConnectionError } from './http-exchange.ts'

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 100

/**
 * Repeats an idempotent call while its connection fails: four attempts, about 0.7 s of pauses, each doubled and ± 50% so that
 * many callers of a restarted role do not come back at once. The scope's signal ends it early.
 */
export async function retryConnection<T>(attempt: () => Promise<T>, { context }: CallScope): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ConnectionError) || failures >= ATTEMPTS) throw error
    }
    await sleep(FIRST_PAUSE_MS * 2 ** (failures - 1) * (0.5 + Math.random()), undefined, { signal: context.signal })
  }
}
