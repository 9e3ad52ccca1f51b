/**
 * From which score on a value stands out among `scores`, told by the scores themselves: the upper tail beyond their upper quartile is
 * fitted as exponential, and the threshold is what one in `1 / chance` sets of so many scores would exceed at all. No share is assumed
 * to be anomalous: where nothing stands out, nothing exceeds it.
 *
 * The fit leaves out the top tenth, which may be what is looked for.
 *
 * @param options.chance of any false alarm in all scores, (0, 1) @default 0.01
 * @returns Infinity for fewer than 20 scores: they say nothing of their tail
 */
export function calibrateThreshold(scores: readonly number[], { chance = 0.01 }: { readonly chance?: number } = {}): number {
  if (scores.length < MIN_SCORES) return Infinity
  const sorted = scores.toSorted((a, b) => a - b)
  const from = sorted[Math.floor(sorted.length * BASE)]!
  const top = sorted[Math.floor(sorted.length * TRIMMED)]!
  // Between its quartile and its ninth decile an exponential tail falls by the logarithm of the ratio of what lies beyond.
  const scale = Math.max(
    (top - from) / Math.log((1 - BASE) / (1 - TRIMMED)),
    (top - sorted[sorted.length >> 1]!) / Math.log(0.5 / (1 - TRIMMED)),
  )
  return from + scale * Math.log((sorted.length * (1 - BASE)) / chance)
}

const MIN_SCORES = 20
const BASE = 0.75
const TRIMMED = 0.9
