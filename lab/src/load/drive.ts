import type { Lab } from '../runner/lab.ts'
import { arrivals } from './day-shape.ts'

export interface DrivenLoad {
  readonly lab: Lab
  readonly request: (lab: Lab) => Promise<void>
  /** Mean requests a second. */
  readonly rate: number
  readonly seconds: number
}

/** Sends requests at the seeded arrival times, never more than 200 at once; failures are the evidence, not the lab's. */
export function driveLoad({ lab, request, rate, seconds }: DrivenLoad): void {
  const times = arrivals({ seed: lab.seed, meanRate: rate * lab.amount ** 0.5, daySeconds: 14 }, seconds)
  lab.meanwhile(async (isOver) => {
    const start = Date.now()
    let open = 0
    for (const at of times) {
      const wait = start + at * 1000 - Date.now()
      if (wait > 1) await lab.sleep(wait)
      if (isOver()) return
      if (open >= 200) continue
      open += 1
      void request(lab)
        .catch(() => {})
        .finally(() => (open -= 1))
    }
  })
}
