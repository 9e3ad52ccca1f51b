import type { Way } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import type { FoundStamp } from '../time/known-stamp.ts'
import { MAX_WORDS, type HeaderPlan, type LineShape } from './line-scanner.ts'

/** What decides how a line was read, as far as it does not follow from its shape. */
export type LineTraits = {
  readonly plan: HeaderPlan
  /** Bytes from the start of the line to where the places of its stamps count from. */
  readonly stampOffset: number
  readonly isStampAlone: boolean
  readonly opensNoBlock: boolean
}

/** Spaces behind the header up to which text decided where it ends: patterns look ahead over a host and a process. */
const SPACES_AHEAD = 2
/** A stamp has at most so many; the general recogniser looks for one at the end of a header that ends before so many characters. */
const SPACES_OF_STAMP = 6
const HEADER_CHARACTERS = 80
// What blocks of lines begin with (see records/continuation.ts), and more.
const MAY_OPEN_BLOCK =
  /^(?:Traceback|\+ Exc|panic|fatal|SIG|unexp|runtime|thread|node:|file:|\/|[A-Z]:|Exc|Unh|Unc)|Error|Exception|Throwable/

type Line = {
  readonly text: string
  readonly read: ReadLine
  readonly way: Way
  readonly from: number
  readonly shape: LineShape
  readonly stamps: readonly FoundStamp[]
}

/** Traits of a line of text that was read by a pattern or by the general recogniser; undefined when no line may be read like it. */
export function textTraits(line: Line): LineTraits | undefined {
  const { text, read, way } = line
  if (read.continues === true || read.partial === true || read.wrapped === true || read.detail !== undefined) return undefined
  if (way.format !== undefined && way.format.partsOf === undefined) return undefined
  const parts = way.format?.partsOf?.(text)
  if (way.format !== undefined && parts === undefined) return undefined
  const body = parts?.body ?? text.length - read.body.length
  const reach = way.looksBeyond ? text.length : skipSpaces(text, body, spacesAhead(line, body))
  // Characters are bytes up to there, and `debug-1` is a level.
  if (!isAscii(text, reach) || mayBeLevel(text.slice(0, body))) return undefined
  const words = countWords(line, reach)
  if (words > MAX_WORDS || (words > 0 && joinsBody(line, body))) return undefined
  const telling = [...(parts?.telling ?? []), ...placesOf(read.component, text), ...placesOf(read.host, text)]
  const stamp = parts?.stamp
  const exact = wordsAt(line, telling, words)
  if (telling.length > 0 && words > 32 && wordsAt(line, telling, words, 32) !== 0) return undefined
  const offset = stamp?.[0] ?? 0
  const stampPlaces = line.stamps.map(({ at, end }): [number, number] => [at + offset, end + offset])
  return {
    plan: {
      words,
      exact,
      opaque: wordsAt(line, opaquePlaces(line, body), words),
      stamped: wordsAt(line, stampPlaces, words),
      repeats: way.format === undefined && ((line.stamps[0]?.at ?? 0) > 0 || read.host !== undefined),
    },
    stampOffset: offset,
    isStampAlone: stamp !== undefined,
    opensNoBlock: !MAY_OPEN_BLOCK.test(read.body) && !/^[^ ]*[A-Za-z]\d|^[^ ]*\d[A-Za-z]/.test(read.body),
  }
}

function skipSpaces(text: string, from: number, count: number): number {
  let at = from
  for (let spaces = 0; spaces < count && at < text.length; at++) if (text.charCodeAt(at) === 32) spaces += 1
  return at
}

/** How far the text behind a header was looked at when its end was decided. */
function spacesAhead({ text, read, way, stamps }: Line, body: number): number {
  if (way.format !== undefined) return SPACES_AHEAD
  const { component } = read
  // A header is whole with level and name: only another bracket or stamp may follow.
  const isWhole =
    read.severity !== undefined && component !== undefined && text.lastIndexOf(component, body) > (stamps[0]?.at ?? 0)
  if (!isWhole || text.charAt(body) === '[') return SPACES_AHEAD
  if (body >= HEADER_CHARACTERS || !/^[0-9A-Z]/.test(text.charAt(body))) return 0
  return /^[A-Z][a-z]{2}\b/.test(text.slice(body, body + 4)) ? SPACES_OF_STAMP : SPACES_AHEAD
}

/** Brackets behind the stamp with spaces in them: no name and no level, whatever the words are, only their length counts. */
function opaquePlaces({ text, way, stamps }: Line, body: number): [number, number][] {
  const stampAt = stamps[0]?.at ?? 0
  if (way.format !== undefined) return []
  const header = text.slice(stampAt, body)
  return [...header.matchAll(/\[([^\][]* [^\][]*)\]/g)].map(({ index, 0: { length } }) => [
    stampAt + index,
    stampAt + index + length,
  ])
}

function mayBeLevel(header: string): boolean {
  return /debug/i.test(header) && /debug\d/i.test(header.replaceAll(/[^a-z0-9]/gi, ''))
}

function isAscii(text: string, to: number): boolean {
  for (let at = 0; at < to; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

/** Words with a digit that begin before a place; more than are known when there may be others. */
function countWords({ shape, from }: Line, to: number): number {
  const known = Math.min(shape.words, MAX_WORDS)
  for (let word = 0; word < known; word++) if (shape.starts[word]! - from >= to) return word
  return shape.words
}

/** A parameter at the end of the header that runs on into the body: where one ends does not follow from the shape. */
function joinsBody({ text }: Line, body: number): boolean {
  return body >= 2 && /\d/.test(text.charAt(body - 2)) && /[.:\-/,@+]/.test(text.charAt(body - 1))
}

function placesOf(name: string | undefined, text: string): [number, number][] {
  const places: [number, number][] = []
  if (name === undefined || !/\d/.test(name)) return places
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) places.push([at, at + name.length])
  return places
}

/** Bit set of the words, 32 from `first` on, that stand at some of the places. */
function wordsAt({ shape, from }: Line, places: readonly (readonly [number, number])[], words: number, first = 0): number {
  let bits = 0
  for (let word = first; word < words && word < first + 32; word++) {
    const start = shape.starts[word]! - from
    const end = shape.ends[word]! - from
    if (places.some(([left, right]) => start < right && end > left)) bits |= 1 << (word - first)
  }
  return bits
}
