import { decodeText } from '@faultmaven/logs'
import { FRAME_BYTES } from '@faultmaven/security'
import { countMarks } from '../record-index/count-marks.ts'
import { createByteSearch, type ByteSearch, type Text } from './byte-search.ts'
import type { Scan } from './scan.ts'
import { STRETCH_FRAMES, type Found, type Lines } from './search-stretch.ts'
import type { Frames } from './source-frames.ts'
import { untilAborted } from './until-aborted.ts'

type Finding = {
  readonly text: Text
  /** What the line has to pass in which the text stands. Not for two-byte characters. */
  readonly test?: (line: string) => boolean
}
/** 1 for each record that is found; 1 for each whose lines have to be looked at, as the bytes at hand end within one. */
type Hits = { readonly hits: Uint8Array; readonly unsure: Uint8Array }

/** Stretches asked for before the first of them has answered: those of a chunk. */
const ASKED_AHEAD = 4
/** Where more than one in so many records is asked, all stretches of a chunk are searched without looking where the records stand. */
const SPARSE = 16

/** Whether all bytes of a chunk of `records` are searched when at least `asked` of them are asked. */
export function isSearchedWhole(asked: number, records: number): boolean {
  return asked * SPARSE > records
}

/** Begins to search the stretches of a chunk in which records asked stand; what it gives collects what was found. */
export async function beginBytes(scan: Scan, asked: Uint8Array, { text, test }: Finding): Promise<() => Promise<Hits>> {
  const { source, breath } = scan
  const search = createByteSearch(text, source.encoding)
  const stretches = search === undefined ? [] : stretchesOf(scan, asked)
  const [first] = await source.index.chunks()
  const sought = { text, encoding: source.encoding, needsLines: test !== undefined, from: first?.start ?? 0 }
  const waiting = stretches.values()
  const running: Promise<Found>[] = []
  const runOne = () => {
    const { value: frames } = waiting.next()
    if (frames === undefined) return
    const found = source.bytes.search(frames, sought, breath.signal)
    // Whoever collects hears of the failure; perhaps nobody does.
    found.catch(() => {})
    running.push(found)
  }
  for (let ahead = 0; ahead < ASKED_AHEAD; ahead++) runOne()

  return async () => {
    const collected = search === undefined ? undefined : collect(scan, asked, { search, ...(test === undefined ? {} : { test }) })
    for (const frames of stretches) {
      const found = await untilAborted(running.shift()!, breath.signal)
      runOne()
      collected?.take(frames, found)
      await breath.pacer()
    }
    return collected ?? { hits: new Uint8Array(asked.length), unsure: new Uint8Array(0) }
  }
}

/** In order, each of at most {@link STRETCH_FRAMES} frames, between multiples of that so that chunks ask for the same. */
function stretchesOf({ source, chunk, columns, room }: Scan, asked: Uint8Array): readonly Frames[] {
  const frames = Math.max(1, Math.ceil(source.stored.source.bytes / FRAME_BYTES))
  const frameOf = (byte: number) => Math.floor(byte / FRAME_BYTES)
  const cellOf = (frame: number) => Math.floor(frame / STRETCH_FRAMES)
  const count = countMarks(asked)
  if (count === 0) return []
  if (isSearchedWhole(count, asked.length)) {
    const [low, high] = [cellOf(frameOf(chunk.start)), cellOf(frameOf(chunk.end - 1))]
    return Array.from({ length: high - low + 1 }, (_, index) => {
      const first = (low + index) * STRETCH_FRAMES
      return { first, end: Math.min(frames, first + STRETCH_FRAMES) }
    })
  }
  const [start, length] = [columns.values('start', room), columns.values('length', room)]
  const stretches: { first: number; end: number }[] = []
  for (let record = asked.indexOf(1); record >= 0; record = asked.indexOf(1, record + 1)) {
    const last = frameOf(start[record]! + length[record]! - 1)
    for (let frame = frameOf(start[record]!); frame <= last; frame++) {
      const before = stretches.at(-1)
      if (before !== undefined && cellOf(before.first) === cellOf(frame)) before.end = Math.max(before.end, frame + 1)
      else stretches.push({ first: frame, end: frame + 1 })
    }
  }
  return stretches
}

/** Turns places into records. Stretches come in order. */
function collect(
  { source, columns, room }: Scan,
  asked: Uint8Array,
  { search, test }: Omit<Finding, 'text'> & { search: ByteSearch },
) {
  const hits = new Uint8Array(asked.length)
  const unsure = new Uint8Array(test === undefined ? 0 : asked.length)
  let opened: readonly [Float64Array, Float64Array] | undefined
  let record = 0
  let before = { end: -1, tail: new Uint8Array(0) }

  function takePlaces(places: ArrayLike<number>, base: number, lines?: Lines): void {
    // Unpacked for the first, and not overwritten before the last: chunks are collected one after another.
    opened ??= [columns.values('start', room), columns.values('length', room)]
    const [start, length] = opened
    let lineEnd = 0
    for (let index = 0; index < places.length; index++) {
      const place = base + places[index]!
      const lineBytes = lines?.lengths[index] ?? -1
      lineEnd += Math.max(0, lineBytes)
      while (record + 1 < start.length && start[record + 1]! <= place) record++
      const end = start[record]! + length[record]!
      const isInside = place >= start[record]! && place + search.length <= end
      if (!isInside || asked[record] === 0 || hits[record] === 1 || unsure[record] === 1) continue
      if (test === undefined) {
        hits[record] = 1
        continue
      }
      if (lines === undefined || lineBytes < 0) unsure[record] = 1
      else if (test(decodeText(lines.bytes.subarray(lineEnd - lineBytes, lineEnd), source.encoding))) hits[record] = 1
    }
  }
  return {
    hits,
    unsure,
    take({ first, end }: Frames, { places, head, tail, lines }: Found): void {
      const base = first * FRAME_BYTES
      if (before.end === base) {
        const across = base - before.tail.length
        const found = [...placesIn(search.in(Buffer.concat([before.tail, head]), across))]
        if (found.length > 0) takePlaces(found, across)
      }
      if (places.length > 0) takePlaces(places, base, lines)
      before = { end: end * FRAME_BYTES, tail }
    },
  }
}

function* placesIn(next: (from: number) => number): Generator<number> {
  for (let at = next(0); at >= 0; at = next(at + 1)) yield at
}
