import { splitCells as splitLine } from '@faultmaven/commands'
import type { Microseconds } from '@faultmaven/signals'
import { asWritten, createCollector } from './collector.ts'
import { baseOf, type MeasuredCell, readMeasured, toBase } from './measured-cell.ts'
import { createFaults, type MetricReading } from './metric-reading.ts'
import { createTimes, isTimeName, parseClock, parseTime } from './time.ts'

type Row = { readonly cells: readonly string[]; readonly line: number; readonly time: Microseconds }
type Columns = { readonly names: readonly string[]; readonly numeric: readonly number[]; readonly texts: readonly number[] }

/** Tables with a column for each of thousands of series are real. */
const MAX_COLUMNS = 5000
const MAX_LINE = 256 * 1024
/** Columns of text that tell series apart; each series has them all. */
const MAX_LABELS = 32
const NOTHING: MetricReading = { series: [], faults: [] }
type Faults = ReturnType<typeof createFaults>

/**
 * Reads CSV, TSV or `;`-separated values with a header and a column of times, as tools and dashboards (Grafana) export them. Columns of
 * numbers, with or without units, are series; columns of text with few different values tell series apart (`host`, `pod`); with a
 * column `metric` and one `value` each row names its own series. Rows and cells that do not fit are told as faults.
 * @returns nothing when there is no time column or fewer than two rows.
 */
export function readSeparatedSeries(text: string): MetricReading {
  const lines = text.split(/\r?\n/)
  const header = findHeader(lines)
  if (header === undefined) return NOTHING
  const { names, first } = header
  const faults = createFaults()
  const rows = readRows(lines, { ...header, width: names.length }, faults)
  if (rows.length < 2 || rows.length < (lines.length - first) * 0.5) return NOTHING
  const { numeric, texts } = columnsOf(names, rows, header.timeColumn)
  const collector = collect(rows, { names, numeric, texts: texts.slice(0, MAX_LABELS) }, faults)
  const series = collector.series()
  return series.length === 0 ? NOTHING : { series, faults: faults.faults(collector.left()) }
}

/** How the rows of a large table are to be read, by its beginning. */
export type SeparatedPlan = {
  readonly separator: string
  readonly names: readonly string[]
  /** Line of the header, from 1. */
  readonly headerLine: number
  readonly timeColumn: number
  readonly numeric: readonly number[]
  readonly texts: readonly number[]
  readonly naming: number | undefined
  /** Of each numeric column. */
  readonly units: readonly { readonly unit: string; readonly isMixed: boolean }[]
}

/**
 * The plan of {@link readSeparatedSeries} for a table that begins so. Columns that are empty so far are taken for numbers: series may
 * begin late.
 * @param head whole lines
 */
export function planSeparated(head: string): SeparatedPlan | undefined {
  const lines = head.split(/\r?\n/)
  const header = findHeader(lines)
  if (header === undefined) return undefined
  const { names, timeColumn, first } = header
  if (parseTime(splitCells(lines[first] ?? '', header.separator)[timeColumn]) === undefined) return undefined
  const rows = readRows(lines, { ...header, width: names.length }, createFaults())
  if (rows.length < 2 || rows.length < (lines.length - first) * 0.5) return undefined
  const { numeric: filled, texts } = columnsOf(names, rows, timeColumn)
  if (filled.length === 0) return undefined
  const empty = texts.filter((index) => rows.every((row) => isEmptyCell(row.cells[index])))
  const numeric = [...filled, ...empty].toSorted((a, b) => a - b)
  const labels = texts.filter((index) => !empty.includes(index)).slice(0, MAX_LABELS)
  return {
    ...header,
    headerLine: first,
    numeric,
    texts: labels,
    naming: namingOf(names, labels),
    units: numeric.map((index) => unitOf(rows, index)),
  }
}

/** `first` is the index of the first line after the header. */
type Header = {
  readonly names: readonly string[]
  readonly separator: string
  readonly timeColumn: number
  readonly first: number
}

function findHeader(lines: readonly string[]): Header | undefined {
  const at = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#') && !/^"?sep=.{1,3}$/.test(line))
  const separator = [',', '\t', ';'].find((mark) => (lines[at] ?? '').split(mark).length >= 2)
  if (at < 0 || separator === undefined) return undefined
  if ((lines[at] ?? '').length > MAX_LINE) return undefined
  const names = splitCells(lines[at] ?? '', separator)
  if (names.length > MAX_COLUMNS) return undefined
  const timeColumn = findTimeColumn(names, splitCells(lines[at + 1] ?? '', separator))
  return timeColumn < 0 ? undefined : { names, separator, timeColumn, first: at + 1 }
}

function findTimeColumn(names: readonly string[], cells: readonly string[]): number {
  if (names.some((name) => name === '' || parseTime(name) !== undefined || /^[\d.]+$/.test(name))) return -1
  const named = names.findIndex((name, index) => isTimeName(name) && parseTime(cells[index]) !== undefined)
  if (named >= 0) return named
  const dated = names.findIndex((_, index) => /\D/.test(cells[index] ?? '') && parseTime(cells[index]) !== undefined)
  return dated >= 0 ? dated : names.findIndex((name, index) => isTimeName(name) && parseClock(cells[index]) !== undefined)
}

type Layout = { first: number; separator: string; width: number; timeColumn: number }

function readRows(lines: readonly string[], { first, separator, width, timeColumn }: Layout, faults: Faults): Row[] {
  const rows: Row[] = []
  const readTime = createTimes()
  for (let index = first; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || line.startsWith('#')) continue
    const cells = splitCells(line, separator)
    const time = cells.length === width ? readTime(cells[timeColumn]) : undefined
    if (time !== undefined) rows.push({ cells, line: index + 1, time })
    else if (cells.length !== width) faults.add(index + 1, `this row has ${cells.length} cells, the header ${width}`)
    else faults.add(index + 1, 'this row has no readable time')
  }
  return rows
}

const splitCells = (line: string, separator: string) => splitLine(line, separator, MAX_LINE)

/** Ways to write that there is no value. */
export const isEmptyCell = (cell: string | undefined) => cell === undefined || /^(?:|nan|null|-|n\/a|undefined|none)$/i.test(cell)
/** A column is one of numbers when so many of its filled cells are. */
const NUMERIC_SHARE = 0.95

function columnsOf(names: readonly string[], rows: readonly Row[], timeColumn: number): Columns {
  const others = names.map((_, index) => index).filter((index) => index !== timeColumn)
  const numeric = others.filter((index) => {
    const filled = rows.filter((row) => !isEmptyCell(row.cells[index]))
    const numbers = filled.filter((row) => readMeasured(row.cells[index]) !== undefined).length
    return numbers > 0 && numbers >= filled.length * NUMERIC_SHARE && !isIdentifier(names[index] ?? '')
  })
  const few = Math.max(5, rows.length / 3)
  const times = new Set(rows.map((row) => row.time)).size
  const texts = others.filter((index) => {
    const different = new Set(rows.map((row) => row.cells[index])).size
    return !numeric.includes(index) && (different <= few || (times <= rows.length / 2 && tellsApart(rows, index)))
  })
  return { names, numeric, texts }
}

/** Of rows at one time each has another cell: a label, however few the times are. */
function tellsApart(rows: readonly Row[], index: number): boolean {
  return new Set(rows.map(({ time, cells }) => `${time} ${cells[index]}`)).size === rows.length
}

const isIdentifier = (name: string) => /(?:^|_)(?:id|pid|port|index|line|seq)$/i.test(name)

/** The column that names the series of each row. */
const namingOf = (names: readonly string[], texts: readonly number[]) =>
  texts.find((index) => /^(?:metric|metric_?name|name|__name__|series|measurement|counter|key|field)$/i.test(names[index] ?? ''))

function collect(rows: readonly Row[], columns: Columns, faults: Faults) {
  const { names, numeric, texts } = columns
  const collector = createCollector()
  const naming = namingOf(names, texts)
  const units = new Map(numeric.map((index) => [index, unitOf(rows, index)]))
  for (const row of rows) {
    const attributes = Object.fromEntries(
      texts.filter((index) => index !== naming).map((index) => [names[index] ?? '', row.cells[index] ?? '']),
    )
    for (const index of numeric) {
      const own = names[index] ?? ''
      const metric =
        naming === undefined ? own : numeric.length === 1 ? (row.cells[naming] ?? own) : `${row.cells[naming]} ${own}`
      const cell = row.cells[index]
      const measured = readMeasured(cell)
      const { unit, isMixed } = units.get(index) ?? { unit: '', isMixed: false }
      if (measured !== undefined) {
        const identity = { name: metric, ...(unit !== '' && { unit }), attributes }
        const value = isMixed ? toBase(measured) : measured.value
        collector.add(identity, { time: row.time, value, line: row.line, ...asWritten(value, cell) })
      } else if (!isEmptyCell(cell))
        faults.add(row.line, `"${(cell ?? '').slice(0, 40)}" is no number, as others of ${own.slice(0, 80)} are`)
    }
  }
  return collector
}

/** A percent sign everywhere is kept as it always was: in the value. Where cells differ, their base. */
function unitOf(rows: readonly Row[], index: number): { readonly unit: string; readonly isMixed: boolean } {
  const units = new Set(
    rows.flatMap((row): string[] => {
      const measured: MeasuredCell | undefined = readMeasured(row.cells[index])
      return measured === undefined ? [] : [measured.unit]
    }),
  )
  const [only = ''] = units
  return units.size === 1
    ? { unit: only, isMixed: false }
    : { unit: baseOf([...units].find((unit) => unit !== '') ?? ''), isMixed: true }
}
