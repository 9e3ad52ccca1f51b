import { haveSameDetails } from './question-details.ts'

/** Of the words of both answers, what must stand in both. */
const MIN_SHARED = 0.6

/**
 * Whether two answers say the same, judged strictly and on this machine: the same details and most words in common. A wrong "no" costs a request, a wrong
 * "yes" an answer, so what is merely worded differently may count as another.
 */
export function isSameAnswer(one: string, other: string): boolean {
  const [ours, theirs] = [wordsOf(one), wordsOf(other)]
  const shared = [...ours].filter((word) => theirs.has(word)).length
  const all = ours.size + theirs.size - shared
  return (all === 0 || shared / all >= MIN_SHARED) && haveSameDetails(one, other, 'any')
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))
}
