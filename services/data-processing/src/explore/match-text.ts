import { createLineSplitter, decodeText, MAX_LINE_BYTES } from '@faultmaven/logs'
import { FRAME_BYTES } from '@faultmaven/security'
import type { Pacer } from '../ingest/pacer.ts'
import type { ColumnRoom } from '../record-index/open-index.ts'
import type { ChunkLists, ChunkSummary } from '../record-index/stored-index.ts'
import { createByteSearch, type ByteSearch } from './byte-search.ts'
import type { ExploredSource } from './explored-source.ts'
import { countOf, type Matched } from './match-columns.ts'
import type { TextCondition } from './read-filter.ts'

/** Gives others their turn and throws when the caller has gone. */
export type Breath = { readonly pacer: Pacer; readonly signal: AbortSignal | undefined }
type Scan = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  readonly start: Float64Array
  readonly length: Float64Array
  readonly breath: Breath
}

/** Candidates nearer to each other than this are read in one stretch. */
const STRETCH_GAP_BYTES = 4096
const PIECE_BYTES = 64 * 1024

/**
 * Mined groups whose every record holds what a condition asks, because a constant piece of their template does: their text need not
 * be read.
 */
export async function impliedGroups(source: ExploredSource, condition: TextCondition): Promise<Uint8Array> {
  const { templates, owners } = await source.index.templates()
  const holds = templates.map(({ literals }) => literals.some((literal) => !/[\r\n]/.test(literal) && isIn(literal, condition)))
  return Uint8Array.from(owners, (owner) => (holds[owner] === true ? 1 : 0))
}

function isIn(literal: string, condition: TextCondition): boolean {
  if (condition.kind === 'literal') return !condition.ignoreCase && literal.includes(condition.literal)
  return condition.isFree && condition.test(literal)
}

type Match = {
  readonly matched: Matched
  readonly condition: TextCondition
  readonly implied: Uint8Array
  readonly lists: ChunkLists
  readonly room: ColumnRoom
  readonly breath: Breath
}

/** Of the records chosen so far, those whose text meets a condition. */
export async function matchText(source: ExploredSource, chunk: ChunkSummary, match: Match): Promise<Matched> {
  const { matched, condition, implied, lists, room, breath } = match
  const known = await impliedRecords(source, chunk, { implied, lists, room })
  if (known === 'all') return matched
  const marks = matched.marks === 'all' ? new Uint8Array(chunk.records).fill(1) : matched.marks
  const asked = marks.slice()
  if (known !== undefined) for (let at = 0; at < asked.length; at++) if (known[at] === 1) asked[at] = 0
  const [start, length] = await source.index.columns(chunk, ['start', 'length'], room)
  const found = await findText({ source, chunk, start: start!, length: length!, breath }, asked, condition)
  if (known !== undefined) for (let at = 0; at < found.length; at++) if (known[at] === 1) found[at] = marks[at]!
  return { count: countOf(found), marks: found }
}

/** 1 for each record of a chunk whose group is implied; undefined when none is. */
async function impliedRecords(
  source: ExploredSource,
  chunk: ChunkSummary,
  { implied, lists, room }: Pick<Match, 'implied' | 'lists' | 'room'>,
): Promise<Uint8Array | 'all' | undefined> {
  if (!implied.includes(1)) return undefined
  const listed = lists.group
  const isImplied = (value: number, place: number) => place % 2 === 1 || implied[value] === 1
  if (listed?.every(isImplied) === true) return 'all'
  if (listed !== undefined && !listed.some((value, place) => place % 2 === 0 && implied[value] === 1)) return undefined
  const [group] = await source.index.columns(chunk, ['group'], room)
  const known = new Uint8Array(chunk.records)
  for (let at = 0; at < known.length; at++) known[at] = implied[group![at]!] ?? 0
  return known
}

/** 1 for each of the records asked whose text meets the condition. */
async function findText(scan: Scan, asked: Uint8Array, condition: TextCondition): Promise<Uint8Array> {
  const { encoding } = scan.source
  if (condition.kind === 'literal') {
    const search = createByteSearch(condition, encoding)
    return search === undefined ? new Uint8Array(asked.length) : (await findBytes(scan, asked, { search })).hits
  }
  const { required, test } = condition
  if (required === undefined) return findLines(scan, asked, test)
  const search = createByteSearch({ literal: required }, encoding)
  if (search === undefined) return new Uint8Array(asked.length)
  if (encoding.startsWith('utf-16')) return findLines(scan, (await findBytes(scan, asked, { search })).hits, test)
  const { hits, unsure } = await findBytes(scan, asked, { search, test })
  const late = await findLines(scan, unsure, test)
  for (let at = 0; at < hits.length; at++) if (late[at] === 1) hits[at] = 1
  return hits
}

type Finding = { readonly search: ByteSearch; readonly test?: (line: string) => boolean }
/** 1 for each record that meets the condition; 1 for each whose lines have to be looked at, as a frame ends within one. */
type Found = { readonly hits: Uint8Array; readonly unsure: Uint8Array }

/**
 * Searches the bytes of a chunk frame by frame; frames without a record asked for are not opened. With a test, a place where the text
 * stands counts only when its line passes.
 */
async function findBytes(scan: Scan, asked: Uint8Array, { search, test }: Finding): Promise<Found> {
  const { source, chunk, start, length, breath } = scan
  const hits = new Uint8Array(asked.length)
  const unsure = new Uint8Array(asked.length)
  const overlap = search.length - 1
  let record = asked.indexOf(1)
  /** End of the frame before, when it was read. */
  let tail = Buffer.alloc(0)

  const look = (bytes: Buffer, base: number) => {
    const next = search.in(bytes, base)
    for (let at = next(0); at >= 0;) {
      const place = base + at
      record = recordAt(start, place, record)
      const end = start[record]! + length[record]!
      const isInside = place >= start[record]! && place + search.length <= end
      const isAsked = isInside && asked[record] === 1
      const line =
        isAsked && test !== undefined ? lineAround(bytes, at, { start: start[record]! - base, end: end - base }) : undefined
      if (isAsked && test !== undefined && line === undefined) unsure[record] = 1
      const isMiss = line !== undefined && test?.(decodeText(bytes.subarray(line.start, line.end), source.encoding)) === false
      if (isAsked && !isMiss && unsure[record] === 0) hits[record] = 1
      // The rest of a record that is decided, or not asked for, need not be searched.
      const isDone = (isInside && !isMiss) || (asked[record] === 0 && place < end)
      at = next(Math.max(at + 1, isDone ? end - base : isMiss ? line.end : 0))
    }
  }
  for (let at = chunk.start; at < chunk.end;) {
    const end = Math.min(chunk.end, (Math.floor(at / FRAME_BYTES) + 1) * FRAME_BYTES)
    const wanted = nextAsked(asked, recordAt(start, at, 0))
    if (wanted < 0) break
    if (start[wanted]! >= end) tail = Buffer.alloc(0)
    else {
      breath.signal?.throwIfAborted()
      const read = await source.bytes.read(at, end)
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength)
      if (tail.length > 0) look(Buffer.concat([tail, bytes.subarray(0, overlap)]), at - tail.length)
      look(bytes, at)
      tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - overlap)))
      await breath.pacer()
    }
    at = end
  }
  return { hits, unsure }
}

/**
 * The line of a record around a place, as far as the same buffer holds it: undefined when it does not hold all of it, or when the line
 * is so long that it is cut. Not for two-byte characters.
 */
function lineAround(
  bytes: Buffer,
  at: number,
  record: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } | undefined {
  const low = Math.max(0, record.start, at - MAX_LINE_BYTES)
  const high = Math.min(bytes.length, record.end, at + MAX_LINE_BYTES)
  const before = bytes.subarray(low, at)
  const after = bytes.subarray(at, high)
  const begins = Math.max(before.lastIndexOf(10), before.lastIndexOf(13))
  const ends = [after.indexOf(10), after.indexOf(13)].filter((place) => place >= 0)
  if (begins < 0 && low !== record.start) return undefined
  if (ends.length === 0 && high !== record.end) return undefined
  const line = { start: low + begins + 1, end: at + Math.min(after.length, ...ends) }
  return line.end - line.start > MAX_LINE_BYTES ? undefined : line
}

/** Tries the lines of the records asked, read stretch by stretch. */
async function findLines(scan: Scan, asked: Uint8Array, test: (line: string) => boolean): Promise<Uint8Array> {
  const { source, start, length, breath } = scan
  const hits = new Uint8Array(asked.length)
  for (let first = asked.indexOf(1); first >= 0;) {
    const last = lastOfStretch(scan, asked, first)
    const base = start[first]!
    const stop = start[last]! + length[last]!
    let record = first
    const splitter = createLineSplitter({
      encoding: source.encoding,
      onLine: (line) => {
        const at = base + line.start
        while (record < last && at >= start[record]! + length[record]!) record++
        if (asked[record] === 1 && hits[record] === 0 && at >= start[record]! && test(line.text)) hits[record] = 1
      },
    })
    for (let at = base; at < stop; at += PIECE_BYTES) {
      breath.signal?.throwIfAborted()
      splitter.push(await source.bytes.read(at, Math.min(stop, at + PIECE_BYTES)))
      await breath.pacer()
    }
    splitter.end()
    first = nextAsked(asked, last + 1)
  }
  return hits
}

function lastOfStretch({ start, length }: Scan, asked: Uint8Array, first: number): number {
  let last = first
  for (let next = nextAsked(asked, first + 1); next >= 0; next = nextAsked(asked, next + 1)) {
    if (start[next]! - (start[last]! + length[last]!) > STRETCH_GAP_BYTES) break
    last = next
  }
  return last
}

function nextAsked(asked: Uint8Array, from: number): number {
  return from >= asked.length ? -1 : asked.indexOf(1, from)
}

/** Last record that begins at or before a byte, from `low` on when that does; `low` counts as before. */
function recordAt(start: Float64Array, byte: number, low: number): number {
  let from = Math.max(0, low)
  if (start[from]! > byte) from = 0
  let to = start.length - 1
  while (from < to) {
    const middle = (from + to + 1) >>> 1
    if (start[middle]! <= byte) from = middle
    else to = middle - 1
  }
  return from
}
