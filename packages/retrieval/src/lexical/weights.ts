/**
 * How passages are weighed: BM25F, whose fields are added before they saturate. What else was tried is told in ADR 16.
 * @see Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, §3.6
 */
export const WEIGHTS = {
  /** Saturation. Higher than for one field alone: the fields add up before it applies. */
  k1: 4,
  /** Inverse document frequency is raised to this: long questions are mostly common words. */
  idfPower: 1.3,
  fields: {
    body: { weight: 1, b: 0.75 },
    heading: { weight: 1, b: 0.75 },
    title: { weight: 3, b: 0.5 },
    name: { weight: 4, b: 0.5 },
  },
  /** A document's score falls by this times the logarithm of its number of chunks: with more chunks the best is better by chance. */
  lengthPenalty: 0.06,
} as const
