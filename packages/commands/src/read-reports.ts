import type { Report, ReportKind, ReportRow } from './report.ts'

/** A longer text is a log; nobody looks at more samples of one tool. */
const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_ROWS = 50_000
const MAX_LINE = 1000

/** The columns by which a header is known, and the column that names what a row is about. */
type Layout = { readonly kind: ReportKind; readonly needs: readonly string[]; readonly subject?: RegExp }

/**
 * Headers of the sampling tools, by columns that belong together; the first that fits counts.
 * @see vmstat(8), iostat(1), mpstat(1), sar(1), pidstat(1), https://docs.oracle.com/en/java/javase/21/docs/specs/man/jstat.html (-gcutil)
 */
const LAYOUTS: readonly Layout[] = [
  { kind: 'paging', needs: ['r', 'b', 'swpd', 'si', 'so', 'us', 'id'] },
  { kind: 'process-io', needs: ['PID', 'kB_rd/s', 'kB_wr/s', 'Command'], subject: /^Command$/ },
  { kind: 'process', needs: ['PID', '%usr', '%CPU', 'Command'], subject: /^Command$/ },
  { kind: 'gc', needs: ['E', 'O', 'YGC', 'FGC', 'FGCT', 'GCT'] },
  { kind: 'cpu', needs: ['%user', '%iowait', '%idle'], subject: /^CPU$/ },
  { kind: 'cpu', needs: ['%usr', '%iowait', '%idle'], subject: /^CPU$/ },
  { kind: 'disk', needs: ['%util'], subject: /^(?:Device:?|DEV)$/ },
  { kind: 'load', needs: ['runq-sz', 'ldavg-1'] },
  { kind: 'memory', needs: ['kbmemfree', '%memused'] },
  { kind: 'memory', needs: ['kbswpfree', '%swpused'] },
  { kind: 'memory', needs: ['pswpin/s', 'pswpout/s'] },
  { kind: 'interface', needs: ['rxpck/s', 'txpck/s'], subject: /^IFACE$/ },
  { kind: 'interface', needs: ['rxerr/s', 'rxdrop/s'], subject: /^IFACE$/ },
  { kind: 'tcp', needs: ['atmptf/s', 'retrans/s'] },
]

type Header = { readonly layout: Layout; readonly names: readonly string[] }
type Open = { kind: ReportKind; columns: readonly string[]; rows: ReportRow[]; headers: number[] }

/**
 * Reads what vmstat, iostat, mpstat, sar, pidstat and the summary of top print: samples under a header that comes again every few
 * lines. Samples under the same columns are one report, in the order of the text. Averages at the end are left out.
 * Never throws; a text without such a header gives []. Linear.
 */
export function readReports(text: string): Report[] {
  if (text.length > MAX_CHARACTERS) return []
  const reports = new Map<string, Open>()
  let header: Header | undefined
  let rows = 0
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const { clock, cells } = cutClock(raw.slice(0, MAX_LINE))
    const summary = readSummary(raw.slice(0, MAX_LINE))
    if (summary) {
      const report = openReport(reports, 'cpu', summary.columns)
      report.rows.push({ line, clock: '', subject: '', cells: summary.cells })
      continue
    }
    const next = readHeader(cells)
    if (next) {
      header = next
      openReport(reports, next.layout.kind, measuresOf(next)).headers.push(line)
    } else if (header && cells.length > 0 && rows < MAX_ROWS) {
      const report = openReport(reports, header.layout.kind, measuresOf(header))
      const row = readRow(cells, header)
      if (row === undefined) header = undefined
      else if (/^\s*Average:/.test(raw)) report.headers.push(line)
      else {
        rows += 1
        report.rows.push({ line, clock, ...row })
      }
    }
  }
  return [...reports.values()].filter((report) => report.rows.length > 0)
}

function openReport(reports: Map<string, Open>, kind: ReportKind, columns: readonly string[]): Open {
  const key = `${kind} ${columns.join(' ')}`
  const report = reports.get(key) ?? { kind, columns, rows: [], headers: [] }
  reports.set(key, report)
  return report
}

const measuresOf = ({ layout, names }: Header) => names.filter((name) => !layout.subject?.test(name))

/** sar and its kin begin every line with the time of day, in the locale's 12 or 24 hours. */
function cutClock(raw: string): { clock: string; cells: string[] } {
  const match = /^\s*(?:(\d\d):(\d\d):(\d\d)(?: ([AP]M))?|Average:|avg-cpu:)(?=\s)/.exec(raw)
  const cells = raw
    .slice(match?.[0].length ?? 0)
    .split(/\s+/)
    .filter((cell) => cell !== '')
  if (match?.[1] === undefined) return { clock: '', cells }
  const hour = (Number(match[1]) % (match[4] === undefined ? 24 : 12)) + (match[4] === 'PM' ? 12 : 0)
  return { clock: `${String(hour).padStart(2, '0')}:${match[2]}:${match[3]}`, cells }
}

function readHeader(cells: readonly string[]): Header | undefined {
  if (cells.length < 2 || cells.length > 60) return undefined
  const layout = LAYOUTS.find(
    ({ needs, subject, kind }) =>
      needs.every((name) => cells.includes(name)) &&
      (kind !== 'disk' || (subject !== undefined && cells.some((name) => subject.test(name)))),
  )
  return layout && { layout, names: cells }
}

/** Cells are numbers in the C locale or with a decimal comma; the last column of pidstat takes the rest of the line. */
function readRow(cells: readonly string[], { layout, names }: Header): { subject: string; cells: string[] } | undefined {
  const isOpen = layout.kind === 'process' || layout.kind === 'process-io'
  if (isOpen ? cells.length < names.length : cells.length !== names.length) return undefined
  const subjectAt = names.findIndex((name) => layout.subject?.test(name))
  const measures = cells.slice(0, names.length).filter((_, index) => index !== subjectAt)
  if (!isOpen && !measures.every((cell) => /^-?\d+(?:[.,]\d+)?$|^-$/.test(cell))) return undefined
  return { subject: cells[subjectAt]?.replace(/:$/, '') ?? '', cells: measures }
}

/** `%Cpu(s): 30.9 us,  5.6 sy, …` of top(1). */
function readSummary(raw: string): { columns: string[]; cells: string[] } | undefined {
  if (!/^\s*%Cpu(?:\(s\)|\d{1,4})\s*:/.test(raw)) return undefined
  const parts = [...raw.matchAll(/(\d{1,3}[.,]\d)\s*%?(us|sy|ni|id|wa|hi|si|st)\b/g)]
  return parts.length < 4 ? undefined : { columns: parts.map((part) => part[2] ?? ''), cells: parts.map((part) => part[1] ?? '') }
}
