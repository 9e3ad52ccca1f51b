import type { SeriesIdentity } from '../collector.ts'
import { baseOf, readMeasured, toBase } from '../measured-cell.ts'
import type { createFaults } from '../metric-reading.ts'
import { isEmptyCell, type SeparatedPlan } from '../separated-series.ts'
import { KeyTable } from './key-table.ts'
import { createLineSplitter } from './line-splitter.ts'
import { NumberCell, OTHERWISE } from './number-cell.ts'
import type { SeriesStore } from './series-store.ts'
import { createTimeCell } from './time-cell.ts'

const QUOTE = 34
const SPACE = 32
const HASH = 35
const NONE: readonly number[] = []

export type StreamTarget = { readonly store: SeriesStore; readonly faults: ReturnType<typeof createFaults> }

/** Reads a table of samples that comes in pieces, by a plan made of its beginning. What does not fit the plan later is a fault. */
export function createSeparatedStream(plan: SeparatedPlan, { store, faults }: StreamTarget) {
  const { names, numeric, texts, naming, timeColumn, units } = plan
  const separator = plan.separator.charCodeAt(0)
  const width = names.length
  const starts = new Int32Array(width + 1)
  const ends = new Int32Array(width + 1)
  const readTime = createTimeCell()
  const number = new NumberCell()
  const keys = new KeyTable<readonly number[]>()
  let key = new Uint8Array(256)
  let isStoreFull = false

  const lines = createLineSplitter(
    (bytes, from, to, line) => {
      if (line > plan.headerLine && to > from && bytes[from] !== HASH) readRow(bytes, from, to, line)
    },
    (line) => faults.add(line, 'this row is longer than 1 MiB'),
  )

  function readRow(bytes: Uint8Array, from: number, to: number, line: number): void {
    const cells = splitRow(bytes, from, to)
    if (cells !== width) {
      if (cells > 1 || starts[0] !== ends[0]) faults.add(line, `this row has ${cells} cells, the header ${width}`)
      return
    }
    const time = readTime(bytes, starts[timeColumn]!, ends[timeColumn]!)
    if (Number.isNaN(time)) return faults.add(line, 'this row has no readable time')
    const series = seriesOf(bytes)
    for (let place = 0; place < numeric.length; place += 1) {
      const column = numeric[place]!
      const [start, end] = [starts[column]!, ends[column]!]
      if (start === end) continue
      if (units[place]!.unit === '' && number.read(bytes, start, end))
        store.add(series[place] ?? -1, time, number.value, line, number.form)
      else readWritten(bytes, { start, end, place, time, line, series: series[place] ?? -1 })
    }
  }

  type Cell = { start: number; end: number; place: number; time: number; line: number; series: number }

  /** A cell with a unit, an unusual number, or nothing. */
  function readWritten(bytes: Uint8Array, { start, end, place, time, line, series }: Cell): void {
    const cell = textOf(bytes, start, end)
    const measured = readMeasured(cell)
    const { isMixed } = units[place]!
    if (measured === undefined) {
      if (isEmptyCell(cell)) return
      const own = (names[numeric[place]!] ?? '').slice(0, 80)
      return faults.add(line, `"${cell.slice(0, 40)}" is no number, as others of ${own} are`)
    }
    const value = isMixed ? toBase(measured) : measured.value
    if (!Number.isFinite(value)) return
    const written = /^[+-]?[\d.]+/.exec(cell)?.[0] ?? ''
    const isPlain = !isMixed && number.read(bytes, start, start + written.length) && number.value === value
    store.add(series, time, value, line, isPlain ? number.form : OTHERWISE)
  }

  /** The series of a row, one a column of numbers. */
  function seriesOf(bytes: Uint8Array): readonly number[] {
    let length = 0
    for (const column of texts) {
      const [start, end] = [starts[column]!, ends[column]!]
      if (length + end - start + 1 > key.length) key = enlarged(key, 2 * (length + end - start + 1))
      for (let at = start; at < end; at += 1) key[length++] = bytes[at]!
      key[length++] = 0
    }
    const known = keys.find(key, 0, length)
    if (known !== undefined) return known
    if (isStoreFull || !keys.hasRoom(length)) return NONE
    const opened: number[] = []
    for (let place = 0; place < numeric.length && !isStoreFull; place += 1) {
      const series = store.open(identityOf(bytes, place))
      if (series < 0) isStoreFull = true
      else opened.push(series)
    }
    if (opened.length === 0) return NONE
    keys.add(key, { from: 0, to: length, value: opened })
    return opened
  }

  function identityOf(bytes: Uint8Array, place: number): SeriesIdentity {
    const own = names[numeric[place]!] ?? ''
    const cellOf = (column: number) => textOf(bytes, starts[column]!, ends[column]!)
    const { unit, isMixed } = units[place]!
    const shown = isMixed ? baseOf(unit) : unit
    return {
      name: naming === undefined ? own : numeric.length === 1 ? cellOf(naming) : `${cellOf(naming)} ${own}`,
      ...(shown !== '' && { unit: shown }),
      attributes: Object.fromEntries(
        texts.filter((column) => column !== naming).map((column) => [names[column] ?? '', cellOf(column)]),
      ),
    }
  }

  /** Sets `starts` and `ends` of the cells, without quotes and spaces around. @returns how many there are */
  function splitRow(bytes: Uint8Array, from: number, to: number): number {
    let cell = 0
    let at = from
    for (;;) {
      while (at < to && bytes[at] === SPACE) at += 1
      const isQuoted = bytes[at] === QUOTE && at < to
      let start = at
      if (isQuoted) {
        start = at + 1
        at += 1
        while (at < to && !(bytes[at] === QUOTE && bytes[at + 1] !== QUOTE)) at += bytes[at] === QUOTE ? 2 : 1
      }
      let stop = Math.min(at, to)
      while (at < to && bytes[at] !== separator) at += 1
      if (!isQuoted) {
        stop = at
        while (stop > start && bytes[stop - 1] === SPACE) stop -= 1
      }
      if (cell < width) {
        starts[cell] = start
        ends[cell] = stop
      }
      cell += 1
      if (at >= to) return cell
      at += 1
    }
  }
  return lines
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()
}
function enlarged(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}
