import { stemWord } from './stem-word.ts'

/** A run of letters and digits; underscores hold an identifier together and stand in no other word. */
const RUN = /[\p{L}\p{N}_]+/gu
/** `camelCase`, `HTTPServer`, `node2`: where a run consists of several words. */
const PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}\p{Ll}*|\p{N}+|[\p{Lo}\p{Lm}]+/gu
const MAX_TOKEN = 60

/**
 * Calls back with the terms of a text in its order: each word stemmed; an identifier (`camelCase`, `snake_case`) whole and also in its
 * parts. One-letter words and runs longer than {@link MAX_TOKEN} are dropped. Linear in the text.
 */
export function eachTerm(text: string, visit: (term: string, isIdentifier: boolean) => void): void {
  for (const [run] of text.matchAll(RUN)) {
    if (run.length > MAX_TOKEN) continue
    const parts = run.match(PARTS) ?? []
    if (parts.length > 1) visit(run.replace(/^_+|_+$/g, '').toLowerCase(), true)
    for (const part of parts) if (part.length > 1) visit(stemWord(part.toLowerCase()), false)
  }
}
