import type { LexicalHit } from '../lexical/search-segments.ts'

/** A passage that is near in a space of vectors. */
export type NearPassage = {
  readonly key: string
  readonly chunk: number
  /** Cosine: −1 to 1. */
  readonly similarity: number
}
type Options = {
  /** Of nearness against words, in [0, 1]; measured, see the self-check. */
  readonly weight: number
  /** Whether a document has vectors; one that has none yet keeps the rank that its words give it. */
  readonly hasVectors: (key: string) => boolean
  /** Of each document. */
  readonly passages: number
}

/**
 * What words and what vectors found, in one order: documents called by a name first, then by (1 − weight) × share of the best lexical score +
 * weight × place between the farthest and the nearest passage that was found. A document that only vectors found has coverage 0.
 * @see Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023: a convex combination of normalized scores
 *   beats reciprocal ranks
 */
export function fuseHits(
  lexical: readonly LexicalHit[],
  near: readonly NearPassage[],
  { weight, hasVectors, passages }: Options,
): LexicalHit[] {
  const best = Math.max(0, ...lexical.map(({ score }) => score))
  const nearness = createNearness(near)
  const wordsOf = new Map(lexical.map((hit) => [hit.key, hit]))
  const fused = [...new Set([...wordsOf.keys(), ...near.map(({ key }) => key)])].map((key): LexicalHit => {
    const hit = wordsOf.get(key) ?? { key, score: 0, named: false, coverage: 0, passages: [] }
    const words = best === 0 ? 0 : hit.score / best
    const score = hasVectors(key) ? (1 - weight) * words + weight * nearness(key) : words
    return { ...hit, score, passages: joinPassages(hit, near, passages) }
  })
  return fused.sort((a, b) => Number(b.named) - Number(a.named) || b.score - a.score || (a.key < b.key ? -1 : 1))
}

/** Of a document's nearest passage: 0 for the farthest that was found and for those that were not, 1 for the nearest. */
function createNearness(near: readonly NearPassage[]): (key: string) => number {
  const similarities = near.map(({ similarity }) => similarity)
  const [most, least] = [Math.max(...similarities), Math.min(...similarities)]
  const nearest = new Map<string, number>()
  for (const { key, similarity } of near) nearest.set(key, Math.max(similarity, nearest.get(key) ?? -Infinity))
  return (key) => {
    const similarity = nearest.get(key)
    if (similarity === undefined) return 0
    return most === least ? 1 : (similarity - least) / (most - least)
  }
}

/** Passages that hold the words first, for they can be shown why; then those that are only near. */
function joinPassages({ key, passages }: LexicalHit, near: readonly NearPassage[], limit: number): LexicalHit['passages'] {
  const known = new Set(passages.map(({ chunk }) => chunk))
  const others = near.filter((passage) => passage.key === key && !known.has(passage.chunk))
  const added = others.map(({ chunk, similarity }) => ({ chunk, score: similarity, matched: [] }))
  return [...passages, ...added].slice(0, limit)
}
