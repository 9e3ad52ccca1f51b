import { createLineSplitter, type Encoding, type Line } from '@faultmaven/logs'
import type { LineMarks } from '../store/stored-source.ts'

/** Enough of a source to find a line of it: where lines begin, and its bytes. */
export type Lined = {
  readonly encoding: Encoding
  readonly bytes: number
  readonly marks: LineMarks
  /** Bytes `[start, end)` of the unpacked source. */
  read(start: number, end: number): Promise<Uint8Array>
}

const READ_BYTES = 64 * 1024

/** The lines from number `first` on, in order. Begins at the mark before it: at most 64 KiB, or a line, is read in vain. */
export async function* linesFrom(source: Lined, first: number): AsyncGenerator<Line, void> {
  const mark = markBefore(source.marks, first)
  let ready: Line[] = []
  const splitter = createLineSplitter({
    encoding: source.encoding,
    onLine: (line) =>
      ready.push({ ...line, number: line.number + mark.line - 1, start: line.start + mark.byte, end: line.end + mark.byte }),
  })
  for (let at = mark.byte; at < source.bytes; at += READ_BYTES) {
    splitter.push(await source.read(at, Math.min(source.bytes, at + READ_BYTES)))
    for (const line of ready) if (line.number >= first) yield line
    ready = []
  }
  splitter.end()
  for (const line of ready) if (line.number >= first) yield line
}

/** The lines of the numbers asked for, those that exist. Reads each stretch of the source once. */
export async function findLines(source: Lined, numbers: Iterable<number>): Promise<ReadonlyMap<number, Line>> {
  const found = new Map<number, Line>()
  for (const stretch of stretches(
    source.marks,
    [...new Set(numbers)].sort((a, b) => a - b),
  )) {
    const last = Math.max(...stretch)
    for await (const line of linesFrom(source, Math.min(...stretch))) {
      if (line.number > last) break
      if (stretch.has(line.number)) found.set(line.number, line)
      if (line.number === last) break
    }
  }
  return found
}

/** Sorted line numbers, those behind the same mark together. */
function stretches(marks: LineMarks, sorted: readonly number[]): readonly Set<number>[] {
  const byMark = new Map<number, Set<number>>()
  for (const number of sorted) {
    const { byte } = markBefore(marks, number)
    byMark.set(byte, (byMark.get(byte) ?? new Set()).add(number))
  }
  return [...byMark.values()]
}

export function markBefore(marks: LineMarks, line: number): { readonly line: number; readonly byte: number } {
  let low = 0
  let high = marks.length / 2 - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((marks[middle * 2] ?? 0) <= line) low = middle
    else high = middle - 1
  }
  return { line: marks[low * 2] ?? 1, byte: marks[low * 2 + 1] ?? 0 }
}
