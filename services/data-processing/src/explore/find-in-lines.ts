import { createLineSplitter } from '@faultmaven/logs'
import type { Scan } from './scan.ts'

/** Candidates nearer to each other than this are read in one stretch. */
const STRETCH_GAP_BYTES = 4096
const PIECE_BYTES = 64 * 1024

/** Tries the lines of the records asked, read stretch by stretch: 1 for each record with a line that passes. */
export async function findLines(
  { source, columns, room, breath }: Scan,
  asked: Uint8Array,
  test: (line: string) => boolean,
): Promise<Uint8Array> {
  const hits = new Uint8Array(asked.length)
  if (!asked.includes(1)) return hits
  const [start, length] = [columns.values('start', room), columns.values('length', room)]
  const endOf = (record: number) => start[record]! + length[record]!
  for (let first = asked.indexOf(1); first >= 0;) {
    const last = lastOfStretch(asked, first, (record, next) => start[next]! - endOf(record))
    const base = start[first]!
    const stop = endOf(last)
    let record = first
    const splitter = createLineSplitter({
      encoding: source.encoding,
      onLine: (line) => {
        const at = base + line.start
        while (record < last && at >= endOf(record)) record++
        if (asked[record] === 1 && hits[record] === 0 && at >= start[record]! && test(line.text)) hits[record] = 1
      },
    })
    for (let at = base; at < stop; at += PIECE_BYTES) {
      breath.signal.throwIfAborted()
      splitter.push(await source.bytes.read(at, Math.min(stop, at + PIECE_BYTES)))
      await breath.pacer()
    }
    splitter.end()
    first = nextAsked(asked, last + 1)
  }
  return hits
}

function lastOfStretch(asked: Uint8Array, first: number, gapBytes: (record: number, next: number) => number): number {
  let last = first
  for (let next = nextAsked(asked, first + 1); next >= 0; next = nextAsked(asked, next + 1)) {
    if (gapBytes(last, next) > STRETCH_GAP_BYTES) break
    last = next
  }
  return last
}

function nextAsked(asked: Uint8Array, from: number): number {
  return from >= asked.length ? -1 : asked.indexOf(1, from)
}
