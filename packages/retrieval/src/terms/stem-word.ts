import { stemmer } from 'stemmer'

/** Words are few and come back: most are looked up. Emptied when full, so that hostile text cannot fill memory. */
const MAX_CACHED = 200_000
const cache = new Map<string, string>()

/**
 * Porter's stem of an English word in lower case; other scripts come back as they are.
 * @see M. F. Porter, "An algorithm for suffix stripping", 1980
 */
export function stemWord(word: string): string {
  const known = cache.get(word)
  if (known !== undefined) return known
  if (cache.size >= MAX_CACHED) cache.clear()
  const stem = /^[a-z]+$/.test(word) ? stemmer(word) : word
  cache.set(word, stem)
  return stem
}
