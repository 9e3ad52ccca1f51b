import { MAX_DEPTH, type Budget } from './budget.ts'
import type { TreeNode } from './tree.ts'

/** A value and the offset behind it. */
export type JsonReading = { readonly node: TreeNode; readonly end: number; readonly endLine: number }

/**
 * Reads one JSON value from `text` at `start`; `line` is the line that `start` stands in.
 * Tolerant: trailing commas, missing commas, comments, single quotes, bare words and a truncated end are read as meant and
 * reported as faults (comments are not: many JSON dialects allow them). A duplicate key keeps its last value, as JavaScript does.
 * Integers beyond 2^53 stay text, because a rounded identifier is a wrong one; `NaN` and infinities become null.
 * @returns undefined when no value begins there.
 */
export function readJson(text: string, { start = 0, line = 1, budget }: { start?: number; line?: number; budget: Budget }) {
  const scanner = createScanner(text, start, line)
  const node = readValue(scanner, budget, 0)
  if (node === undefined) return undefined
  return { node, end: scanner.position(), endLine: scanner.line() } satisfies JsonReading
}

type Scanner = ReturnType<typeof createScanner>

function createScanner(text: string, start: number, firstLine: number) {
  let index = start
  let line = firstLine
  const skipSpace = () => {
    for (;;) {
      const code = text.charCodeAt(index)
      if (code === 10) line += 1
      else if (code !== 32 && code !== 9 && code !== 13 && code !== 0xfeff) {
        if (code !== 47 || !skipComment()) return
        continue
      }
      index += 1
    }
  }
  const skipComment = () => {
    const close = text.startsWith('//', index) ? '\n' : text.startsWith('/*', index) ? '*/' : undefined
    if (close === undefined) return false
    const end = text.indexOf(close, index + 2)
    const stop = end < 0 ? text.length : close === '\n' ? end : end + 2
    while (index < stop) if (text.charCodeAt(index++) === 10) line += 1
    return true
  }
  return {
    text,
    line: () => line,
    position: () => index,
    /** Next character that is neither space nor comment, '' at the end. */
    peek: () => {
      skipSpace()
      return text[index] ?? ''
    },
    step: () => {
      index += 1
    },
    /** Moves to `to`, counting the line feeds passed. */
    moveTo: (to: number) => {
      while (index < to) if (text.charCodeAt(index++) === 10) line += 1
    },
  }
}

function readValue(scanner: Scanner, budget: Budget, depth: number): TreeNode | undefined {
  const first = scanner.peek()
  if (first === '' || !budget.take()) return undefined
  if (depth >= MAX_DEPTH) return skipDeep(scanner, budget)
  if (first === '{') return readMap(scanner, budget, depth)
  if (first === '[') return readList(scanner, budget, depth)
  const line = scanner.line()
  if (first === '"' || first === "'") return { kind: 'scalar', value: readString(scanner, budget), line }
  const word = readWord(scanner)
  if (word === '') return undefined
  const value = wordValue(word, line, budget)
  return { kind: 'scalar', value, ...(typeof value === 'number' && String(value) !== word && { text: word }), line }
}

function readMap(scanner: Scanner, budget: Budget, depth: number): TreeNode {
  const line = scanner.line()
  const entries = new Map<string, TreeNode>()
  scanner.step()
  for (;;) {
    const next = scanner.peek()
    if (next === '}' || next === '' || next === ']') {
      closeWith(scanner, budget, { wanted: '}', opened: line })
      return { kind: 'map', entries, line }
    }
    if (next === ',') {
      scanner.step()
      continue
    }
    if (!readEntry(scanner, budget, depth, entries)) return { kind: 'map', entries, line }
    if (!separate(scanner, budget, '}')) return { kind: 'map', entries, line }
  }
}

function readEntry(scanner: Scanner, budget: Budget, depth: number, entries: Map<string, TreeNode>): boolean {
  const line = scanner.line()
  const quote = scanner.peek()
  const key = quote === '"' || quote === "'" ? readString(scanner, budget) : readWord(scanner)
  if (quote !== '"') budget.fault(line, `Key "${key.slice(0, 60)}" is not in double quotes`)
  if (scanner.peek() !== ':') {
    budget.fault(scanner.line(), `Expected ":" after key "${key.slice(0, 60)}"`)
    if (scanner.peek() === '' || key === '') return false
  } else scanner.step()
  const value = readValue(scanner, budget, depth + 1)
  if (value === undefined) {
    budget.fault(scanner.line(), `Key "${key.slice(0, 60)}" has no value`)
    if (scanner.peek() === '') return false
  }
  if (entries.has(key)) budget.fault(line, `Duplicate key "${key.slice(0, 60)}"`)
  entries.set(key, value ?? { kind: 'scalar', value: null, line })
  return true
}

function readList(scanner: Scanner, budget: Budget, depth: number): TreeNode {
  const line = scanner.line()
  const items: TreeNode[] = []
  scanner.step()
  for (;;) {
    const next = scanner.peek()
    if (next === ']' || next === '' || next === '}') {
      closeWith(scanner, budget, { wanted: ']', opened: line })
      return { kind: 'list', items, line }
    }
    const item = readValue(scanner, budget, depth + 1)
    if (item === undefined) {
      budget.fault(scanner.line(), `Unexpected "${scanner.peek()}" in a list`)
      if (!step(scanner)) return { kind: 'list', items, line }
      continue
    }
    items.push(item)
    if (!separate(scanner, budget, ']')) return { kind: 'list', items, line }
  }
}

const step = (scanner: Scanner) => {
  scanner.step()
  return scanner.peek() !== ''
}

/** Consumes the closing bracket, or reports what stands in its place and leaves it to the parent. */
function closeWith(scanner: Scanner, budget: Budget, { wanted, opened }: { wanted: string; opened: number }): void {
  const found = scanner.peek()
  if (found === wanted) scanner.step()
  else if (found === '') budget.fault(scanner.line(), `The text ends before the "${wanted}" that closes line ${opened}`)
  else budget.fault(scanner.line(), `Expected "${wanted}" (opened in line ${opened}), found "${found}"`)
}

/** Passes the comma between two members. @returns false when the member list cannot go on. */
function separate(scanner: Scanner, budget: Budget, close: string): boolean {
  const found = scanner.peek()
  const line = scanner.line()
  if (found === ',') {
    scanner.step()
    if (scanner.peek() === close) budget.fault(line, `Trailing comma before "${close}"`)
    return true
  }
  if (found === '}' || found === ']' || found === '') return true
  if (found === ':') return (budget.fault(line, 'Unexpected ":"'), scanner.step(), true)
  budget.fault(line, `Expected "," or "${close}", found "${found}"`)
  return true
}

function readString(scanner: Scanner, budget: Budget): string {
  const { text } = scanner
  const from = scanner.position()
  const line = scanner.line()
  const quote = text.charCodeAt(from)
  let end = from + 1
  while (end < text.length && text.charCodeAt(end) !== quote) end += text.charCodeAt(end) === 92 ? 2 : 1
  const closed = end < text.length
  if (!closed) budget.fault(line, 'String is not closed')
  if (quote === 39) budget.fault(line, 'String in single quotes')
  const raw = text.slice(from + 1, Math.min(end, text.length))
  scanner.moveTo(Math.min(end + 1, text.length))
  return unescapeText(raw)
}

function unescapeText(raw: string): string {
  if (!raw.includes('\\')) return raw
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (ESCAPES.get(letter ?? '') ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
])

function readWord(scanner: Scanner): string {
  scanner.peek()
  const pattern = /[^\s,:{}[\]"']+/y
  pattern.lastIndex = scanner.position()
  const word = pattern.exec(scanner.text)?.[0] ?? ''
  scanner.moveTo(scanner.position() + word.length)
  return word
}

const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', null],
  ['Infinity', null],
  ['-Infinity', null],
  ['True', true],
  ['False', false],
  ['None', null],
  ['undefined', null],
])

function wordValue(word: string, line: number, budget: Budget): string | number | boolean | null {
  const known = WORDS.get(word)
  if (known !== undefined) return known
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return exactNumber(word)
  budget.fault(line, 'A value is not in quotes')
  return word
}

/** A number, unless rounding would make another integer of it. */
export function exactNumber(text: string): number | string {
  const value = Number(text)
  return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value) ? text : value
}

/** Passes over a value that is nested too deeply, without recursion. */
function skipDeep(scanner: Scanner, budget: Budget): TreeNode {
  const line = scanner.line()
  budget.fault(line, `Nested deeper than ${MAX_DEPTH} levels: not read further`)
  let open = 0
  for (;;) {
    const next = scanner.peek()
    if (next === '') break
    if (next === '"') readString(scanner, budget)
    else if ((next === '}' || next === ']') && open === 0) break
    else {
      open += next === '{' || next === '[' ? 1 : next === '}' || next === ']' ? -1 : 0
      if (next === ',' && open === 0) break
      scanner.step()
    }
  }
  return { kind: 'scalar', value: null, line }
}
