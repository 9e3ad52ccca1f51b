const MIN_SCORES = 20
/** Halves and tails of an exponential: ln(0.5 / 0.25) and ln(0.5 / 0.1). */
const TO_QUARTER = Math.log(2)
const TO_TENTH = Math.log(5)
/** Shape of the tail: 1 is exponential, 0.76 normal; what few scores say of it is not believed beyond these. */
const LIGHTEST = 0.75
const HEAVIEST = 1.25

/**
 * From which score on a value stands out among `scores`, told by the scores themselves: their upper half is fitted by a tail
 * q(p) = median + scale · ln(½ / (1 − p))^shape, through the upper quartile and the ninth decile. The threshold is what one in
 * `1 / chance` sets of so many scores would exceed at all. No share is assumed to be anomalous: where nothing stands out, nothing
 * exceeds it. The top tenth, which may be what is looked for, does not move it.
 *
 * @param options.chance of any false alarm in all scores, (0, 1) @default 0.01
 * @returns Infinity for fewer than 20 scores: they say nothing of their tail
 */
export function calibrateThreshold(scores: readonly number[], { chance = 0.01 }: { readonly chance?: number } = {}): number {
  if (scores.length < MIN_SCORES) return Infinity
  const sorted = scores.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!
  const [quarter, tenth] = [at(0.75) - at(0.5), at(0.9) - at(0.5)]
  if (tenth <= 0) return at(0.9)
  const shape = quarter > 0 ? Math.log(tenth / quarter) / Math.log(TO_TENTH / TO_QUARTER) : HEAVIEST
  const believed = Math.min(HEAVIEST, Math.max(LIGHTEST, shape))
  return at(0.5) + tenth * (Math.log((0.5 * sorted.length) / chance) / TO_TENTH) ** believed
}
