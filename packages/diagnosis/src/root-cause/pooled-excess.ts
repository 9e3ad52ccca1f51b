import { MOST_NATS } from './empirical-null.ts'
import { clamp } from './numbers.ts'

/** How surprising it is that some traces took that long, judged by how far ordinary traces of all entities leave what is usual for them. */
export type PooledExcess = {
  /** -ln of how many of `tests` looks would show it by chance; 0 where at least one would or too little is known. */
  readonly surprise: (excess: ReadonlyMap<number, number>, tests: number) => number
}

/** Entities with fewer ordinary traces hardly leave a usual value that they define themselves. */
const FEWEST_TRACES = 8
/** With fewer excesses there is no tail to read. */
const FEWEST_EXCESSES = 30
/** Where exchanging labels has more outcomes than this it can itself be as surprising as counts, among some 25 entities: e^(6 + ln 25). */
const MOST_EXCHANGES = 10_000
/** Traces of one moment share its accidents: more of them than this prove no more. */
const MOST_TRACES = 4

/**
 * Makes a null for what is called so seldom that exchanging its few traces can prove nothing: if two of three traces are suspect and slow,
 * chance puts them there in every third draw, by a fiftieth or fiftyfold alike. How large the excess is does tell, measured by the
 * excesses of all entities together. The middle one of the suspect traces counts. Of what is called often it says nothing.
 * @param excesses by entity: log of time over usual time, by number of the trace
 * @param labels 1 for a suspect trace, 0 for an ordinary one
 * @see Efron and Morris, "Stein's paradox in statistics", Scientific American 236 (1977), on borrowing from others what one lacks
 */
export function createPooledExcess(excesses: Iterable<ReadonlyMap<number, number>>, labels: Uint8Array): PooledExcess {
  const ofLabel = (excess: ReadonlyMap<number, number>, label: number) =>
    [...excess].filter(([trace]) => labels[trace] === label).map(([, value]) => value)
  const pool = [...excesses].flatMap((excess) => {
    const ordinary = ofLabel(excess, 0)
    return ordinary.length < FEWEST_TRACES ? [] : ordinary
  })
  return {
    surprise: (excess, tests) => {
      const values = Float64Array.from(ofLabel(excess, 1)).sort()
      const value = values[(values.length - 1) >> 1]
      if (value === undefined || pool.length < FEWEST_EXCESSES || choose(excess.size, values.length) > MOST_EXCHANGES) return 0
      const beyond = pool.reduce((count, other) => count + (other >= value ? 1 : 0), 0)
      const draws = Math.min(values.length, MOST_TRACES)
      const chance = atLeast(draws - ((draws - 1) >> 1), draws, (beyond + 1) / (pool.length + 1))
      return clamp(-Math.log(chance * Math.max(1, tests)), 0, MOST_NATS)
    },
  }
}

/** Probability of `least` or more successes in `draws`. */
function atLeast(least: number, draws: number, probability: number): number {
  let sum = 0
  for (let count = least; count <= draws; count += 1)
    sum += choose(draws, count) * probability ** count * (1 - probability) ** (draws - count)
  return sum
}

/** Outcomes of drawing `count` of `draws`; infinite where there are more than anybody asks for. */
function choose(draws: number, count: number): number {
  let outcomes = 1
  for (let drawn = 1; drawn <= Math.min(count, draws - count) && outcomes < Infinity; drawn += 1)
    outcomes = (outcomes * (draws - drawn + 1)) / drawn
  return outcomes
}
