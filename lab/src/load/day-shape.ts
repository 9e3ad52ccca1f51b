import { createRandom } from './random.ts'

export interface DayShape {
  readonly seed: number
  /** Mean requests a second over a day. */
  readonly meanRate: number
  /** Seconds a whole day is compressed into. */
  readonly daySeconds: number
}

/**
 * Requests a second at a time of the compressed day: quiet at night (a third of the mean), peaks before noon and in the evening; each seed
 * shifts the peaks a little. Its mean over a day is `meanRate` within a few percent.
 */
export function rateAt(seconds: number, { seed, meanRate, daySeconds }: DayShape): number {
  const random = createRandom(seed)
  const shift = random() * 0.1
  const evening = 0.15 + random() * 0.15
  const phase = 2 * Math.PI * (seconds / daySeconds + shift)
  return meanRate * Math.max(0.3, 1 - 0.5 * Math.cos(phase) + evening * Math.sin(2 * phase))
}

/** Seconds from the start at which requests arrive, ascending: a Poisson process of that rate, made by thinning. */
export function arrivals(shape: DayShape, seconds: number): number[] {
  const random = createRandom(shape.seed ^ 0x9e3779b9)
  const highest = shape.meanRate * 2
  const times: number[] = []
  for (let at = 0; ;) {
    at += -Math.log(1 - random()) / highest
    if (at >= seconds) return times
    if (random() * highest < rateAt(at, shape)) times.push(at)
  }
}
