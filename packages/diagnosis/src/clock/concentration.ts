/** A span of differences that holds more of them than chance explains. */
export type Cluster = {
  readonly from: number
  readonly to: number
  /** Width of the span that was looked for; at least `to - from`. */
  readonly width: number
  readonly count: number
  /** Probability of so many by chance, an upper bound. */
  readonly chance: number
}

/** Widths tried, microseconds: from the delay of a call to that of a queue. */
const WIDTHS_US = [50_000, 500_000, 5_000_000, 60_000_000]
/** Partners of each value for the differences that chance gives. */
const SHUFFLES = 48
const SIGNIFICANT = 1e-6

/**
 * Where the differences `b[i] - a[i]` of pairs crowd, if they do so more than those of pairs put together at random, `b[j] - a[i]`:
 * values of two busy minutes are never far from each other, whether they belong together or not. The probability of as many in
 * one span by chance is binomial, times the number of spans looked at. Of several widths the most improbable is taken.
 * O(n · (log n + 48)).
 *
 * @param a @param b microseconds, of the same length, paired by place
 * @param options.narrowest narrower spans are not looked at: what the stamps are rounded to
 * @returns undefined when chance explains the differences, or there are fewer than `atLeast` in any span
 */
export function findConcentration(
  a: readonly number[],
  b: readonly number[],
  { atLeast, narrowest }: { readonly atLeast: number; readonly narrowest: number },
): Cluster | undefined {
  const differences = a.map((one, at) => b[at]! - one).sort((x, y) => x - y)
  const chances = randomDifferences(a, b)
  const range = rangeOf(a) + rangeOf(b)
  let best: Cluster | undefined
  for (const wanted of WIDTHS_US) {
    const width = Math.max(wanted, narrowest)
    const { from, to, count } = densest(differences, width)
    if (count < atLeast) continue
    // Where no random one fell, the share of all differences that such a span is.
    const fallen = countWithin(chances, from - width / 2, to + width / 2) / chances.length
    const share = Math.min(1, Math.max(fallen, (2 * width) / (range + width)))
    const chance = binomialTail(differences.length, count, share) * differences.length * WIDTHS_US.length
    if (chance < SIGNIFICANT && (best === undefined || chance < best.chance)) best = { from, to, width, count, chance }
  }
  return best
}

function rangeOf(values: readonly number[]): number {
  return (
    values.reduce((max, value) => Math.max(max, value), -Infinity) - values.reduce((min, value) => Math.min(min, value), Infinity)
  )
}

/** Differences of values of different pairs, sorted: each with 48 others, spread evenly over all. */
function randomDifferences(a: readonly number[], b: readonly number[]): Float64Array {
  const shifts = Math.min(SHUFFLES, a.length - 1)
  const differences = new Float64Array(a.length * Math.max(0, shifts))
  let at = 0
  for (let shuffle = 1; shuffle <= shifts; shuffle++) {
    const shift = Math.max(1, Math.floor((shuffle * a.length) / (shifts + 1)))
    for (let index = 0; index < a.length; index++) differences[at++] = b[(index + shift) % a.length]! - a[index]!
  }
  return differences.sort()
}

function densest(sorted: readonly number[], width: number): { from: number; to: number; count: number } {
  let best = { from: 0, to: 0, count: 0 }
  let start = 0
  for (let end = 0; end < sorted.length; end++) {
    while (sorted[end]! - sorted[start]! > width) start += 1
    if (end - start + 1 > best.count) best = { from: sorted[start]!, to: sorted[end]!, count: end - start + 1 }
  }
  return best
}

function countWithin(sorted: Float64Array, from: number, to: number): number {
  return lowerBound(sorted, to + 1) - lowerBound(sorted, from)
}

function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Upper bound of the probability of `count` or more of `of`: Chernoff's, exact enough for what is compared with one in a million. */
function binomialTail(of: number, count: number, share: number): number {
  const rate = count / of
  if (rate <= share) return 1
  const divergence = rate * Math.log(rate / share) + (rate === 1 ? 0 : (1 - rate) * Math.log((1 - rate) / (1 - share)))
  return Math.exp(-of * divergence)
}
