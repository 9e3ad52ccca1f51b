import { isTelling } from './mask.ts'

/** True when every literal stands in the text, each after the one before it. */
export function holdsInOrder(text: string, literals: readonly string[]): boolean {
  let from = 0
  for (const literal of literals) {
    const at = text.indexOf(literal, from)
    if (at < 0) return false
    from = at + literal.length
  }
  return true
}

/**
 * The part of `literals` that also stands in `text`, in order: whole pieces where possible, else their words.
 * What is left holds for every text that the old literals held for, because each new piece lies within an old one.
 * Needed where the text is not the message itself: JSON writes `"` as `\"`, a runtime cuts a line in two.
 */
export function commonLiterals(literals: readonly string[], text: string): string[] {
  const kept: string[] = []
  let from = 0
  const keep = (piece: string) => {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    kept.push(piece)
    from = at + piece.length
    return true
  }
  for (const literal of literals) {
    if (keep(literal)) continue
    for (const part of literal.split(/[^\w .,:;()-]+/)) {
      if (!isTelling(part) || keep(part)) continue
      for (const word of part.split(/[^A-Za-z]+/)) if (isTelling(word)) keep(word)
    }
  }
  return kept
}

/** Like {@link commonLiterals} for two lists: pieces of `literals` that lie within pieces of `others`, in order. */
export function sharedLiterals(literals: readonly string[], others: readonly string[]): string[] {
  // A character that no literal holds keeps a match from running over the border of two pieces.
  return commonLiterals(literals, others.join('\uffff'))
}
