import type { Way } from '../formats/line-reader.ts'
import type { LineParts } from '../formats/pattern-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import { isBinary } from '../records/is-binary.ts'
import type { FoundStamp } from '../time/known-stamp.ts'
import type { WordsOfName } from './known-line.ts'
import { MAX_WORDS, type HeaderPlan, type LineShape } from './line-scanner.ts'
import { sharedText } from './parameters.ts'

/** What decides how a line was read, as far as it does not follow from its shape. */
export type LineTraits = {
  readonly plan: HeaderPlan
  /** Bytes from the start of the line to where the places of its stamps count from. */
  readonly stampOffset: number
  readonly isStampAlone: boolean
  readonly opensNoBlock: boolean
  /** Where the host stands; undefined where it is the same in all lines of the shape, or its very bytes count. */
  readonly host: WordsOfName | undefined
}

/** Spaces behind the header up to which text decided where it ends: patterns look ahead over a host and a process. */
const SPACES_AHEAD = 2
/** A stamp has at most so many; the general recogniser looks for one at the end of a header that ends before so many characters. */
const SPACES_OF_STAMP = 6
const HEADER_CHARACTERS = 80
// What blocks of lines begin with (see records/continuation.ts), and more.
const MAY_OPEN_BLOCK =
  /^(?:Traceback|\+ Exc|panic|fatal|SIG|unexp|runtime|thread|node:|file:|\/|[A-Z]:|Exc|Unh|Unc)|Error|Exception|Throwable/

/** Characters `[from, to)`. */
type Span = readonly [number, number]

type Line = {
  readonly text: string
  readonly read: ReadLine
  readonly way: Way
  readonly from: number
  readonly shape: LineShape
  readonly stamps: readonly FoundStamp[]
  /** How many bytes the first characters of the text have. */
  readonly bytesOf: (characters: number) => number
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
  // `debug-1` is a level.
  if (mayBeLevel(text.slice(0, body)) || mayBecomeBinary(text)) return undefined
  const words = countWords(line, line.bytesOf(reach))
  if (words > MAX_WORDS || (words > 0 && joinsBody(line, body))) return undefined
  const stamp = parts?.stamp
  const offset = stamp?.[0] ?? 0
  const stampPlaces = line.stamps.map(({ at, end }): Span => [at + offset, end + offset])
  if (stampPlaces.some(([, end]) => line.bytesOf(end) !== end)) return undefined
  const stamped = wordsAt(line, stampPlaces, words)
  const host = namePlace(line, hostSpan(line, parts), words, stamped)
  const hostPlaces = host === undefined ? placesOf(read.host, text) : []
  const telling = [...(parts?.telling ?? []), ...placesOf(read.component, text), ...hostPlaces]
  const exact = wordsAt(line, telling, words)
  if (telling.length > 0 && words > 32 && wordsAt(line, telling, words, 32) !== 0) return undefined
  return {
    plan: {
      words,
      exact,
      opaque: wordsAt(line, opaquePlaces(line, body), words),
      stamped,
      repeats: way.format === undefined && ((line.stamps[0]?.at ?? 0) > 0 || read.host !== undefined),
      sized: host === undefined ? 0 : bitsOf(host),
    },
    host,
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

/** What a message is about stands in a bracket before it, such as `[order: 7]`: see `formats/header-parts.ts`. */
const ABOUT = /^\[[A-Za-z_]{2,40}: [^\][]{1,120}\]/

/** Brackets behind the stamp with spaces in them: no name and no level, whatever the words are, only their length counts. */
function opaquePlaces({ text, way, stamps }: Line, body: number): Span[] {
  const stampAt = stamps[0]?.at ?? 0
  if (way.format !== undefined) return []
  const header = text.slice(stampAt, body)
  const places = [...header.matchAll(/\[([^\][]* [^\][]*)\]/g)].map(({ index, 0: { length } }): Span => [
    stampAt + index,
    stampAt + index + length,
  ])
  const about = ABOUT.exec(text.slice(body, body + 200))
  return about === null ? places : [...places, [body, body + about[0].length]]
}

function mayBeLevel(header: string): boolean {
  return /debug/i.test(header) && /debug\d/i.test(header.replaceAll(/[^a-z0-9]/gi, ''))
}

/** Whether a line with zeros may have so few characters besides that it is no text, where its words with a digit are shorter. */
function mayBecomeBinary(text: string): boolean {
  return text.includes('\0') && isBinary(sharedText(text))
}

/** Words with a digit that begin before a place; more than are known when there may be others. */
function countWords({ shape, from }: Line, to: number): number {
  const known = Math.min(shape.words, MAX_WORDS)
  for (let word = 0; word < known; word++) if (shape.starts[word]! - from >= to) return word
  return shape.words
}

/** A parameter at the end of the header that runs on into the body: where one ends does not follow from the shape. */
function joinsBody({ text }: Line, body: number): boolean {
  return /\d[A-Za-z_]*(?:-[a-fA-F]{4})*[.:\-/,@+]$/.test(text.slice(Math.max(0, body - 100), body))
}

/** Where the host stands, or any other place where it always stands as well: which words repeat each other counts. */
function hostSpan({ text, read }: Line, parts: LineParts | undefined): Span | undefined {
  const { host } = read
  if (host === undefined || !mayVary(host)) return undefined
  if (parts !== undefined) return parts.host
  const at = text.indexOf(host)
  return at < 0 ? undefined : [at, at + host.length]
}

/** The words of a name; undefined when it holds none, or a part of one. */
function namePlace(
  { shape, from, bytesOf }: Line,
  span: Span | undefined,
  words: number,
  stamped: number,
): WordsOfName | undefined {
  if (span === undefined) return undefined
  const [left, right] = [bytesOf(span[0]), bytesOf(span[1])]
  let first = 0
  while (first < words && shape.ends[first]! - from <= left) first += 1
  let last = first
  while (last + 1 < words && shape.starts[last + 1]! - from < right) last += 1
  if (last >= Math.min(words, 32)) return undefined
  const back = shape.starts[first]! - from - left
  const ahead = right + from - shape.ends[last]!
  const place = { first, back, last, ahead }
  return back >= 0 && ahead >= 0 && (bitsOf(place) & stamped) === 0 ? place : undefined
}

function bitsOf({ first, last }: WordsOfName): number {
  let bits = 0
  for (let word = first; word <= last; word++) bits |= 1 << word
  return bits
}

/** Whether lines of one shape may have another name instead: it may be or hold a parameter, or a part of one. */
function mayVary(name: string): boolean {
  return /\d|[a-fA-F]{4}/.test(name)
}

function placesOf(name: string | undefined, text: string): Span[] {
  const places: Span[] = []
  if (name === undefined || !mayVary(name)) return places
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) places.push([at, at + name.length])
  return places
}

/** Bit set of the words, 32 from `first` on, that stand at some of the places. */
function wordsAt({ shape, from, bytesOf }: Line, places: readonly Span[], words: number, first = 0): number {
  let bits = 0
  for (const [left, right] of places) {
    const [start, end] = [from + bytesOf(left), from + bytesOf(right)]
    for (let word = first; word < words && word < first + 32; word++)
      if (shape.starts[word]! < end && shape.ends[word]! > start) bits |= 1 << (word - first)
  }
  return bits
}
