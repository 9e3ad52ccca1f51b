import type { Report, ReportRow } from '@faultmaven/commands'
import { median } from '@faultmaven/metrics'

/** Samples of one subject of a report. */
export type Samples = { readonly subject: string; readonly columns: readonly string[]; readonly rows: readonly ReportRow[] }

/** A measure that stayed beyond a bound: not one sample of many, but most of them or a long run. */
export type Level = {
  /** Median of the samples beyond the bound, and of those before the run began (undefined when it was there from the start). */
  readonly level: number
  readonly before?: number
  /** Time of day at which it began, as printed; empty when unknown or there from the start. */
  readonly from: string
  /** Samples beyond the bound. */
  readonly rows: readonly ReportRow[]
  readonly column: string
}

/** Shares of all samples: beyond the first it is the state, beyond the second a stretch within it. */
const MOST = 0.6
const STRETCH = 0.05
const MIN_RUN = 3

/** The rows of each subject, in their order. */
export function samplesOf({ columns, rows }: Report): Samples[] {
  const bySubject = new Map<string, ReportRow[]>()
  for (const row of rows) {
    const known = bySubject.get(row.subject)
    if (known) known.push(row)
    else bySubject.set(row.subject, [row])
  }
  return [...bySubject].map(([subject, own]) => ({ subject, columns, rows: own }))
}

/**
 * The first sample of vmstat and iostat tells the mean since the machine was started, not what happens now.
 * @see vmstat(8): "The first report produced gives averages since the last reboot"; iostat(1) likewise
 */
export function withoutFirst(samples: Samples): Samples {
  return samples.rows.length > 2 && samples.rows[0]?.clock === '' ? { ...samples, rows: samples.rows.slice(1) } : samples
}

/** Value of the first of the named columns; undefined where the report has none of them. */
export function valueOf({ columns }: Pick<Samples, 'columns'>, row: ReportRow, names: readonly string[]): number | undefined {
  const index = columns.findIndex((column) => names.includes(column))
  const cell = row.cells[index]
  return cell === undefined ? undefined : Number(cell.replace(',', '.').replace(/^-$/, '0'))
}

/** The cell of that column as it is printed. */
export function cellOf({ columns }: Pick<Samples, 'columns'>, row: ReportRow, column: string): string {
  return row.cells[columns.indexOf(column)] ?? ''
}

/** Median of a column over some rows; 0 where there is no such column. */
export function medianOf(samples: Samples, rows: readonly ReportRow[], names: readonly string[]): number {
  return median(rows.flatMap((row) => valueOf(samples, row, names) ?? []))
}

/** Where a measure stays beyond a bound; undefined when it does not, or the report has no such column. */
export function levelOf(samples: Samples, names: readonly string[], isBeyond: (value: number) => boolean): Level | undefined {
  const column = samples.columns.find((name) => names.includes(name))
  if (column === undefined) return undefined
  const { rows } = samples
  const beyond = rows.map((row) => isBeyond(valueOf(samples, row, [column]) ?? 0))
  const within = rows.filter((_, index) => beyond[index])
  if (within.length === 0) return undefined
  if (within.length >= rows.length * MOST) return { level: medianOf(samples, within, [column]), from: '', rows: within, column }
  const { start, end } = longestRun(beyond)
  if (end - start < Math.max(MIN_RUN, rows.length * STRETCH)) return undefined
  const run = rows.slice(start, end).filter((_, index) => beyond[start + index])
  const level = medianOf(samples, run, [column])
  return { level, before: medianOf(samples, rows.slice(0, start), [column]), from: rows[start]?.clock ?? '', rows: run, column }
}

/** The longest run; one sample back inside does not end it. */
function longestRun(beyond: readonly boolean[]): { start: number; end: number } {
  let best = { start: 0, end: 0 }
  for (let start = 0; start < beyond.length; start += 1) {
    if (!beyond[start]) continue
    let end = start + 1
    while (end < beyond.length && (beyond[end] || beyond[end + 1])) end += 1
    if (end - start > best.end - best.start) best = { start, end }
    start = end
  }
  return best
}
