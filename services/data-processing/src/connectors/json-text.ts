import { LiveSourceFailure } from './live-source-failure.ts'

/** Where each bracket of a JSON text closes: offset of the opening one → offset behind the closing one. */
export type Brackets = ReadonlyMap<number, number>
/** A value directly inside of a container: `[from, to)` of the text. */
type Child = { readonly key: string | undefined; readonly from: number; readonly to: number }

/** No reply of an API that is asked here comes near; recursion over less is safe. */
const MAX_DEPTH = 64

/**
 * Checks that a text is JSON that is not nested too deeply. Everything of it can then be cut out as it stands: numbers keep all their digits,
 * which `JSON.parse` would round.
 * @throws {LiveSourceFailure} for what is no JSON
 */
export function readBrackets(text: string): Brackets {
  const brackets = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at) - 1
    else if (character === '[' || character === '{') {
      if (open.push(at) > MAX_DEPTH) throw new LiveSourceFailure(`Its reply is nested more than ${MAX_DEPTH} levels deep`)
    } else if (character === ']' || character === '}') brackets.set(open.pop() ?? 0, at + 1)
  }
  // After the depth is known to be small: what is parsed takes many times the memory of its text.
  parseJson(text)
  return brackets
}

/** @throws {LiveSourceFailure} for what is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new LiveSourceFailure('Its reply is no JSON, or is cut', { cause })
  }
}

/** The values of the object or list that opens at an offset, in their order. */
export function* childrenOf(text: string, brackets: Brackets, at: number): Generator<Child> {
  const end = (brackets.get(at) ?? at + 1) - 1
  const isObject = text[at] === '{'
  for (let next = skip(text, at + 1); next < end; next = skip(text, next)) {
    const keyEnd = isObject ? endOfString(text, next) : next
    const key = isObject ? String(parseJson(text.slice(next, keyEnd))) : undefined
    const from = isObject ? skip(text, keyEnd) : next
    const to = endOfValue(text, brackets, from)
    yield { key, from, to }
    next = to
  }
}

function endOfValue(text: string, brackets: Brackets, from: number): number {
  if (text[from] === '"') return endOfString(text, from)
  const end = brackets.get(from)
  if (end !== undefined) return end
  let to = from
  while (to < text.length && !/[\s,\]}]/.test(text[to]!)) to += 1
  return to
}

/** Offset of what follows white space, a comma or a colon. */
function skip(text: string, at: number): number {
  let next = at
  while (next < text.length && (text.charCodeAt(next) <= 0x20 || text[next] === ',' || text[next] === ':')) next += 1
  return next
}

/** @returns the offset behind the closing quote */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
