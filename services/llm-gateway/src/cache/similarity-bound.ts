/** What was seen of one entry: how similar a question was, −1 to 1, and whether a fresh answer to it was the same. */
export type Observation = { readonly similarity: number; readonly isSame: boolean }

/** Thresholds and steepnesses that the curve of an entry may have. */
const THRESHOLDS = Array.from({ length: 51 }, (_, index) => 0.5 + index / 100)
const STEEPNESSES = Array.from({ length: 13 }, (_, index) => 2 ** (2 + index / 2))
/** The share of cases in which a bound may be wrong, with the fall of the log-likelihood that goes with it: z² / 2 of the one-sided normal quantile z. */
const CONFIDENCES = [
  { wrong: 0.05, fall: 1.353 },
  { wrong: 0.02, fall: 2.109 },
  { wrong: 0.01, fall: 2.706 },
  { wrong: 0.005, fall: 3.317 },
  { wrong: 0.001, fall: 4.775 },
] as const
/** An answer that may well be another one is not tried at all, however seldom. */
const MIN_LIKELY = 0.8

/**
 * The share of questions of this similarity, 0 to 1, to which the answer of an entry may be given so that of all of them at most `maxErrorRate` get a wrong
 * one; the others are asked afresh, and each of those teaches the entry. Zero before enough is known, about ten times the same.
 *
 * That the answer holds is taken to be a logistic curve of the similarity, P(same | s) = 1 / (1 + exp(−γ (s − t))), with a threshold t and a steepness γ of each
 * entry. With a lower bound p of it, giving the answer in a share δ / (1 − p) of cases is wrong in δ of them. Complexity: 663 curves × observations.
 * @see Schroeder et al., "vCache: Verified Semantic Prompt Caching", 2025, https://arxiv.org/abs/2502.03771: curve, exploration and the choice of the best
 *   confidence are theirs. Their bound on t is asymptotic; ours is the lowest curve whose likelihood is near the best (Wilks 1938), over t and γ together, because
 *   entries here have few observations, often all of one kind, where the best curve has no finite steepness.
 */
export function shareToAnswer(observations: readonly Observation[], similarity: number, maxErrorRate: number): number {
  const curves = THRESHOLDS.flatMap((threshold) =>
    STEEPNESSES.map((steepness) => ({
      likelihood: logLikelihood(observations, threshold, steepness),
      likely: logistic(steepness * (similarity - threshold)),
    })),
  )
  const best = curves.reduce((most, { likelihood }) => Math.max(most, likelihood), -Infinity)
  const shares = CONFIDENCES.map(({ wrong, fall }) => {
    const lowest = curves.reduce((least, one) => (one.likelihood >= best - fall ? Math.min(least, one.likely) : least), 1)
    const likely = (1 - wrong) * lowest
    return likely < MIN_LIKELY ? 0 : Math.min(1, maxErrorRate / (1 - likely))
  })
  return Math.max(...shares)
}

function logLikelihood(observations: readonly Observation[], threshold: number, steepness: number): number {
  return observations.reduce((sum, { similarity, isSame }) => {
    const distance = steepness * (similarity - threshold)
    return sum - Math.log1p(Math.exp(isSame ? -distance : distance))
  }, 0)
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
