/** Numbers of one field on both sides, in the order of the source. */
export type Quantities = { readonly inside: number[]; readonly outside: number[] }

const MIN_COUNT = 8
/** With fewer distinct values it is a code, whose values are counted one by one. */
const MIN_DISTINCT = 12
/** Correlation with the position from which on a number is a counter: it differs between any two windows. */
const COUNTER = 0.8

/**
 * Whether quantities are larger or smaller inside: Mann and Whitney's test with correction for ties.
 * Undefined for few numbers, for codes and for what grows with the position anyway.
 * @returns `effect` in [-1, 1]: how much likelier of one inside and one outside the inside one is the larger; natural log of the p-value
 */
export function compareQuantities({ inside, outside }: Quantities) {
  if (inside.length < MIN_COUNT || outside.length < MIN_COUNT) return undefined
  if (new Set([...inside, ...outside]).size < MIN_DISTINCT || Math.abs(drift(outside)) > COUNTER) return undefined
  const all = [...inside.map((value) => ({ value, within: 1 })), ...outside.map((value) => ({ value, within: 0 }))]
  all.sort((a, b) => a.value - b.value)
  let rankSum = 0
  let ties = 0
  for (let from = 0, to = 0; from < all.length; from = to) {
    let within = 0
    for (; to < all.length && all[to]!.value === all[from]!.value; to++) within += all[to]!.within
    rankSum += (within * (from + 1 + to)) / 2
    ties += (to - from) ** 3 - (to - from)
  }
  const [n, m, size] = [inside.length, outside.length, all.length]
  const wins = rankSum - (n * (n + 1)) / 2
  const variance = ((n * m) / 12) * (size + 1 - ties / (size * (size - 1)))
  const z = variance > 0 ? Math.max(0, Math.abs(wins - (n * m) / 2) - 0.5) / Math.sqrt(variance) : 0
  return {
    effect: (2 * wins) / (n * m) - 1,
    logP: logTwoSidedNormal(z),
    medians: { inside: median(inside), outside: median(outside) },
  }
}

/** ln of the chance that a normal variable is as far from 0 as `z` on either side; asymptotic beyond 5, where it is exact to 4%. */
function logTwoSidedNormal(z: number): number {
  if (z > 5) return Math.log(2) - (z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / (z * z))
  // Abramowitz and Stegun 26.2.17, error below 7.5e-8.
  const t = 1 / (1 + 0.231_641_9 * z)
  const series = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return Math.min(0, Math.log(2 * series * Math.exp((-z * z) / 2) * 0.398_942_280_4))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** Pearson's correlation of the values with their order. */
function drift(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = (values.length - 1) / 2
  let product = 0
  let squares = 0
  let steps = 0
  values.forEach((value, at) => {
    product += (value - mean) * (at - middle)
    squares += (value - mean) ** 2
    steps += (at - middle) ** 2
  })
  return squares === 0 ? 0 : product / Math.sqrt(squares * steps)
}
