import { mayNestRoles, mayTellRole, type Scalars } from './structured-fields.ts'

const MAX_DEPTH = 4
/** Values kept of keys that say nothing of what they are. */
const MAX_PLAIN = 50
const MAX_SCALARS = 100

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92
const OPENING_BRACE = 123
const CLOSING_BRACE = 125
const OPENING_BRACKET = 91
const CLOSING_BRACKET = 93

/** Text, the next place in it (-1 once it is known to be no object) and what was found so far. */
type Walk = { readonly text: string; at: number; plain: number; readonly scalars: Map<string, string | number | boolean> }

/**
 * Scalars of a text that is one JSON object, perhaps followed by a comma, by dotted path, four levels deep, in the order they stand:
 * those that may be time, level, message and the like, at most 100, and 50 others. Of the rest only quotes and brackets are counted:
 * a line of hundreds of new keys takes a tenth of what parsing it whole takes, and leaves nothing behind.
 *
 * Every text is a copy, which does not hold the line.
 * @returns undefined when it is no object. What is passed over may be malformed, as long as its quotes and brackets are paired
 */
export function jsonScalars(text: string): Scalars | undefined {
  if (text.charCodeAt(0) !== OPENING_BRACE || !hasEnd(text)) return undefined
  const walk: Walk = { text, at: 1, plain: 0, scalars: new Map() }
  takeObject(walk, '', 1)
  if (walk.at < 0) return undefined
  const after = skipSpace(text, walk.at)
  const end = text.charCodeAt(after) === COMMA ? skipSpace(text, after + 1) : after
  return end === text.length ? walk.scalars : undefined
}

/** Most texts that begin like an object and are none were cut. */
function hasEnd(text: string): boolean {
  const end = text.trimEnd()
  return end.endsWith('}') || end.endsWith('},')
}

/** Takes the members of an object from behind its brace on. */
function takeObject(walk: Walk, prefix: string, depth: number): void {
  const { text } = walk
  walk.at = skipSpace(text, walk.at)
  if (text.charCodeAt(walk.at) === CLOSING_BRACE) {
    walk.at += 1
    return
  }
  while (walk.at >= 0) {
    const keyAt = walk.at
    const keyEnd = text.charCodeAt(keyAt) === QUOTE ? stringEnd(text, keyAt) : -1
    const colon = keyEnd < 0 ? -1 : skipSpace(text, keyEnd)
    if (text.charCodeAt(colon) !== COLON) return refuse(walk)
    walk.at = skipSpace(text, colon + 1)
    takeMember(walk, prefix, keyAt, keyEnd, depth)
    if (walk.at < 0) return
    const next = skipSpace(text, walk.at)
    const code = text.charCodeAt(next)
    if (code !== COMMA && code !== CLOSING_BRACE) return refuse(walk)
    walk.at = code === COMMA ? skipSpace(text, next + 1) : next + 1
    if (code === CLOSING_BRACE) return
  }
}

function takeMember(walk: Walk, prefix: string, keyAt: number, keyEnd: number, depth: number): void {
  const { text, at } = walk
  const first = text.charCodeAt(at)
  if (first === OPENING_BRACKET) return moveTo(walk, nestedEnd(text, at))
  const isTelling = walk.scalars.size < MAX_SCALARS && (prefix === '' || mayNestRoles(prefix))
  if (walk.plain >= MAX_PLAIN && !isTelling) return moveTo(walk, valueEnd(text, at))
  const key = readScalar(text, keyAt, keyEnd)
  if (typeof key !== 'string') return refuse(walk)
  const path = prefix === '' ? key : `${prefix}.${key}`
  if (first === OPENING_BRACE) return takeNested(walk, path, depth)
  const end = valueEnd(text, at)
  const isRole = isTelling && mayTellRole(path)
  if (end < 0 || (!isRole && walk.plain >= MAX_PLAIN)) return moveTo(walk, end)
  const value = readScalar(text, at, end)
  if (value === undefined) return refuse(walk)
  walk.at = end
  if (value === null) return
  if (!isRole && !walk.scalars.has(path)) walk.plain += 1
  walk.scalars.set(path, value)
}

function takeNested(walk: Walk, path: string, depth: number): void {
  if (depth >= MAX_DEPTH || (walk.plain >= MAX_PLAIN && !mayNestRoles(path))) return moveTo(walk, nestedEnd(walk.text, walk.at))
  walk.at += 1
  takeObject(walk, path, depth + 1)
}

function refuse(walk: Walk): void {
  walk.at = -1
}
function moveTo(walk: Walk, at: number): void {
  walk.at = at
}

/** The value of a text, number or word; undefined when it is malformed. */
function readScalar(text: string, from: number, to: number): string | number | boolean | null | undefined {
  try {
    const value: unknown = JSON.parse(text.slice(from, to))
    return typeof value === 'object' ? null : isScalar(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Where a value ends, -1 when it does not. */
function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first === QUOTE) return stringEnd(text, at)
  if (first === OPENING_BRACE || first === OPENING_BRACKET) return nestedEnd(text, at)
  let end = at
  for (let code = first; end < text.length && !endsWord(code); code = text.charCodeAt(end)) end += 1
  return end > at ? end : -1
}

function endsWord(code: number): boolean {
  return code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET || isSpace(code)
}

/** Behind the quote that ends the text whose first one stands at `at`; -1 when none does. */
function stringEnd(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if (((quote - before) & 1) === 1) return quote + 1
  }
  return -1
}

/** Behind the bracket that ends the object or list that begins at `at`; -1 when none does. */
function nestedEnd(text: string, at: number): number {
  let depth = 0
  for (let next = at; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code === QUOTE) {
      next = stringEnd(text, next) - 1
      if (next < 0) return -1
    } else if (code === OPENING_BRACE || code === OPENING_BRACKET) depth += 1
    else if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && --depth === 0) return next + 1
  }
  return -1
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at += 1
  return at
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13
}
