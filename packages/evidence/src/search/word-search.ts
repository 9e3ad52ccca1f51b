type Text = Pick<string, 'charAt' | 'charCodeAt' | 'indexOf' | 'length'>

const LETTER = /[\p{L}\p{N}]/u

/**
 * A function that tells where a literal stands with no letter or digit beside it, from a place on, or -1. After a place that is refused it
 * goes on as Knuth, Morris and Pratt do, as hostile text may refuse at every character: no character is read again.
 */
export function createWordSearch(literal: string): (text: Text, from: number) => number {
  if (literal === '') return (_text, from) => from
  const borders = bordersOf(literal)
  return (text, from) => {
    const first = text.indexOf(literal, from)
    if (first < 0 || isWord(text, first, literal.length)) return first
    let held = borders.at(-1) ?? 0
    for (let at = first + literal.length; at < text.length; at += 1) {
      held = extended(held, text.charCodeAt(at))
      if (held < literal.length) continue
      const start = at + 1 - held
      if (isWord(text, start, held)) return start
      held = borders.at(-1) ?? 0
    }
    return -1
  }

  /** How much of the literal's head ends with this character, when so much ended before it. */
  function extended(before: number, code: number): number {
    let held = before
    while (held > 0 && literal.charCodeAt(held) !== code) held = borders[held - 1] ?? 0
    return literal.charCodeAt(held) === code ? held + 1 : 0
  }
}

function isWord(text: Text, start: number, length: number): boolean {
  return !LETTER.test(start === 0 ? '' : text.charAt(start - 1)) && !LETTER.test(text.charAt(start + length))
}

/** For each head of the literal the length of its longest proper head that is its tail as well. */
function bordersOf(literal: string): number[] {
  const borders = [0]
  let held = 0
  for (let at = 1; at < literal.length; at += 1) {
    const code = literal.charCodeAt(at)
    while (held > 0 && literal.charCodeAt(held) !== code) held = borders[held - 1] ?? 0
    if (literal.charCodeAt(held) === code) held += 1
    borders.push(held)
  }
  return borders
}
