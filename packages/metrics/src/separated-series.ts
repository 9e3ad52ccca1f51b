import { splitCells } from '@faultmaven/commands'
import type { Microseconds } from '@faultmaven/signals'
import { createCollector } from './collector.ts'
import type { MetricSeries } from './series.ts'
import { isTimeName, parseTime } from './time.ts'

type Row = { readonly cells: readonly string[]; readonly line: number; readonly time: Microseconds }
type Columns = { readonly names: readonly string[]; readonly numeric: readonly number[]; readonly texts: readonly number[] }

/**
 * Reads CSV, TSV or `;`-separated values with a header and a column of times. Columns of numbers are series; columns of text with
 * few different values tell series apart (`host`, `pod`); with a column `metric` and one `value` each row names its own series.
 * @returns [] when there is no time column or fewer than two rows.
 */
export function readSeparatedSeries(text: string): MetricSeries[] {
  const lines = text.split(/\r?\n/)
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'))
  const separator = [',', '\t', ';'].find((mark) => (lines[first] ?? '').split(mark).length >= 2)
  if (first < 0 || separator === undefined) return []
  const names = splitCells(lines[first] ?? '', separator)
  const timeColumn = findTimeColumn(names, splitCells(lines[first + 1] ?? '', separator))
  if (timeColumn < 0) return []
  const rows = readRows(lines, { first: first + 1, separator, width: names.length, timeColumn })
  if (rows.length < 2 || rows.length < (lines.length - first - 1) * 0.5) return []
  return collect(rows, columnsOf(names, rows, timeColumn))
}

function findTimeColumn(names: readonly string[], cells: readonly string[]): number {
  if (names.some((name) => name === '' || parseTime(name) !== undefined || /^[\d.]+$/.test(name))) return -1
  const named = names.findIndex((name, index) => isTimeName(name) && parseTime(cells[index]) !== undefined)
  return named >= 0
    ? named
    : names.findIndex(
        (_, index) => typeof cells[index] === 'string' && /\D/.test(cells[index] ?? '') && parseTime(cells[index]) !== undefined,
      )
}

type Layout = { first: number; separator: string; width: number; timeColumn: number }

function readRows(lines: readonly string[], { first, separator, width, timeColumn }: Layout): Row[] {
  const rows: Row[] = []
  for (let index = first; index < lines.length; index += 1) {
    const cells = splitCells(lines[index] ?? '', separator)
    const time = cells.length === width ? parseTime(cells[timeColumn]) : undefined
    if (time !== undefined) rows.push({ cells, line: index + 1, time })
  }
  return rows
}

const isNumber = (cell: string | undefined) => cell !== undefined && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?$/.test(cell)

function columnsOf(names: readonly string[], rows: readonly Row[], timeColumn: number): Columns {
  const others = names.map((_, index) => index).filter((index) => index !== timeColumn)
  const numeric = others.filter((index) => {
    const filled = rows.filter((row) => row.cells[index] !== '')
    return (
      filled.length > 0 &&
      filled.every((row) => isNumber(row.cells[index]) || /^(?:nan|null|-|n\/a)$/i.test(row.cells[index] ?? '')) &&
      !isIdentifier(names[index] ?? '')
    )
  })
  const few = Math.max(5, rows.length / 3)
  const texts = others.filter((index) => !numeric.includes(index) && new Set(rows.map((row) => row.cells[index])).size <= few)
  return { names, numeric, texts }
}

const isIdentifier = (name: string) => /(?:^|_)(?:id|pid|port|index|line|seq)$/i.test(name)

function collect(rows: readonly Row[], { names, numeric, texts }: Columns): MetricSeries[] {
  const collector = createCollector()
  const naming = texts.find((index) =>
    /^(?:metric|metric_?name|name|__name__|series|measurement|counter|key|field)$/i.test(names[index] ?? ''),
  )
  for (const row of rows) {
    const attributes = Object.fromEntries(
      texts.filter((index) => index !== naming).map((index) => [names[index] ?? '', row.cells[index] ?? '']),
    )
    for (const index of numeric) {
      const own = names[index] ?? ''
      const metric =
        naming === undefined ? own : numeric.length === 1 ? (row.cells[naming] ?? own) : `${row.cells[naming]} ${own}`
      const cell = row.cells[index]
      if (isNumber(cell))
        collector.add({ name: metric, attributes }, { time: row.time, value: Number.parseFloat(cell ?? ''), line: row.line })
    }
  }
  return collector.series()
}
