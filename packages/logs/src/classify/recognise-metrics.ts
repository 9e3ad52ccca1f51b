import { severityOfName } from '../records/severity-names.ts'
import { createTimeReader } from '../time/time-reader.ts'
import type { ContentClass, Head } from './content-kind.ts'

const EXPOSITION = /^[a-zA-Z_:][\w:]{0,200}(?:\{.{0,2000}\})? [-+]?(?:\d[\d.eE+-]{0,30}|NaN|Inf)(?: \d{10,13})?(?: # .{0,500})?$/
const COMMENT = /^# (?:HELP|TYPE|UNIT|EOF)\b/
/** Far ahead: stamps of any year are instants here. */
const NOW = Date.UTC(2100, 0, 1)

/** Prometheus exposition, and tables of separated values with a column of instants and one of numbers. */
export function recogniseMetrics({ filled }: Head): ContentClass | undefined {
  const [first = ''] = filled
  const samples = filled.filter((line) => EXPOSITION.test(line)).length
  const comments = filled.filter((line) => COMMENT.test(line)).length
  if (samples + comments >= filled.length * 0.8 && samples > 0 && (comments > 0 || filled.some((line) => line.includes('{')))) {
    return { kind: 'metrics', format: 'prometheus-text', confidence: 0.97 }
  }
  for (const [separator, format] of [
    [',', 'csv'],
    ['\t', 'tsv'],
    [';', 'csv'],
  ] as const) {
    if (first.includes(separator) && isSeries(filled, separator)) return { kind: 'metrics', format, confidence: 0.96 }
  }
  return undefined
}

function isSeries(lines: readonly string[], separator: string): boolean {
  const [header = [], ...rows] = lines
    .slice(0, 60)
    .map((line) => line.split(separator).map((cell) => cell.trim().replaceAll('"', '')))
  const whole = rows.filter((row) => row.length === header.length)
  if (whole.length < 2 || whole.length < rows.length * 0.9) return false
  // A table with a column of messages is a log in columns.
  if (header.some((cell) => /^(?:message|msg|body|log|text|line)$/i.test(cell))) return false
  const share = (column: number, accept: (cell: string) => boolean) =>
    whole.filter((row) => accept(row[column] ?? '')).length / whole.length
  const times = createTimeReader({ now: NOW })
  const columns = header.map((_, column) => column)
  // So is one with a column of levels.
  const isLevel = (cell: string) => /^[A-Za-z]{3,11}$/.test(cell) && severityOfName(cell) !== undefined
  if (columns.some((column) => share(column, isLevel) >= 0.9)) return false
  const isTime = (cell: string) => times.read(cell) !== undefined
  const time = columns.find((column) => share(column, isTime) >= 0.9)
  if (time === undefined) return false
  const isNumber = (cell: string) => cell === '' || /^[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|NaN|null)%?$/i.test(cell)
  return columns.some((column) => column !== time && share(column, isNumber) >= 0.9)
}
