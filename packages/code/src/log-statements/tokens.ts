/** A token of a program; a string's text is what stands between its quotes, escapes of quotes, line feeds and tabs resolved. */
export type Token = {
  readonly kind: 'word' | 'string' | 'sign'
  readonly text: string
  /** From 1. */
  readonly line: number
}

const WORD = /[\p{L}_$@][\p{L}\p{N}_$]*!?/uy
const NUMBER = /\d[\w.]*/y
const QUOTES = ['"""', "'''", '"', "'", '`']
const MAX_TOKENS = 200_000
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/**
 * Words, strings and signs of a source file in any language that quotes strings with `"`, `'` or a backtick and comments with
 * `//`, `/*` or `#`; at most 200,000. No grammar: enough to see a call and its texts. Linear in the characters.
 */
export function* tokensOf(text: string): Generator<Token> {
  let line = 1
  let made = 0
  // Where a quote was not closed, later ones of its kind up to there are signs: trying each again would be quadratic.
  const unclosed = new Map<string, number>()
  for (let at = 0; at < text.length && made < MAX_TOKENS;) {
    const char = text[at] ?? ''
    if (char === '\n') line++
    const after = skipBlank(text, at)
    if (after > at) {
      for (let index = at + 1; index < after; index++) if (text[index] === '\n') line++
      at = after
      continue
    }
    const token = readToken(text, at, unclosed)
    made++
    yield { kind: token.kind, text: token.text, line }
    for (let index = at; index < token.end; index++) if (text[index] === '\n') line++
    at = token.end
  }
}

/** Position after white space or a comment that begins here. */
function skipBlank(text: string, at: number): number {
  const char = text[at] ?? ''
  if (char === ' ' || char === '\t' || char === '\r' || char === '\n') return at + 1
  if (text.startsWith('/*', at)) return endOf(text, '*/', at + 2)
  if (text.startsWith('//', at) || isHashComment(text, at)) return lineEnd(text, at)
  return at
}

/** `#` comments begin a line or follow white space, and are no `#include` or `#[attribute]`. */
function isHashComment(text: string, at: number): boolean {
  return text[at] === '#' && (at === 0 || /\s/.test(text[at - 1] ?? '')) && /[\s#!]/.test(text[at + 1] ?? '\n')
}

function readToken(text: string, at: number, unclosed: Map<string, number>): Pick<Token, 'kind' | 'text'> & { end: number } {
  const quote = QUOTES.find((mark) => text.startsWith(mark, at))
  if (quote !== undefined && at >= (unclosed.get(quote) ?? 0)) {
    const { value, end, isClosed } = readString(text, at, quote)
    if (isClosed) return { kind: 'string', text: value, end }
    unclosed.set(quote, end)
  }
  for (const pattern of [WORD, NUMBER]) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { kind: 'word', text: match[0], end: at + match[0].length }
  }
  return { kind: 'sign', text: text[at] ?? '', end: at + 1 }
}

/** Text up to the closing quote; of one that nothing closes, such as the tick of a lifetime, up to where it was looked for. */
function readString(text: string, at: number, quote: string): { value: string; end: number; isClosed: boolean } {
  const isMultiline = quote.length === 3 || quote === '`'
  let value = ''
  let index = at + quote.length
  for (; index < text.length; index++) {
    const char = text[index] ?? ''
    if (text.startsWith(quote, index)) return { value, end: index + quote.length, isClosed: true }
    if (char === '\n' && !isMultiline) break
    if (char === '\\' && quote !== '`') {
      index++
      const escaped = text[index] ?? ''
      value += ESCAPES[escaped] ?? escaped
    } else value += char
  }
  return { value, end: index, isClosed: false }
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end < 0 ? text.length : end + mark.length
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
