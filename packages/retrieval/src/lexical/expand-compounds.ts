import { stemWord } from '../terms/stem-word.ts'
import type { Collection } from './collection.ts'

/** A word in fewer chunks than this is looked for in its parts, too. */
const RARE = 3
const MIN_PART = 3
const MIN_WORD = 7
/** Found parts weigh this much of the whole. */
const PART_WEIGHT = 0.5

/**
 * Adds the parts of compounds that the documents write apart: `persistentvolume` where they say "persistent volume". A word is divided
 * where both parts are known best; what stands in the documents as it is stays whole.
 */
export function expandCompounds(terms: ReadonlyMap<string, number>, collection: Collection): Map<string, number> {
  const expanded = new Map(terms)
  for (const [term, weight] of terms) {
    if (term.length < MIN_WORD || !/^[a-z]+$/.test(term) || collection.frequency(term) >= RARE) continue
    for (const part of divide(term, collection)) if (!expanded.has(part)) expanded.set(part, weight * PART_WEIGHT)
  }
  return expanded
}

function divide(word: string, collection: Collection): string[] {
  let best: string[] = []
  let most = 1
  for (let at = MIN_PART; at <= word.length - MIN_PART; at++) {
    const parts = [stemWord(word.slice(0, at)), stemWord(word.slice(at))]
    const known = Math.min(...parts.map((part) => collection.frequency(part)))
    if (known > most) [most, best] = [known, parts]
  }
  return best
}
