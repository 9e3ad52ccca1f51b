import { measureOf, median, spread, type Measure } from '@faultmaven/metrics'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { MECHANISMS, SYMPTOMS } from './series-mechanisms.ts'
import { cellUnder, rowDraft, type RowView } from './tables-view.ts'
import { plainFault } from './structure-draft.ts'

/** Rows of equals: names without their digits are the same, as `web-1` and `web-2` are. */
const MIN_ROWS = 4
const MAX_ROWS = 500
/** How far from all others: in times their spread, in times their median, and in points of a percentage. */
const SPREADS = 8
const TIMES = 2.5
const POINTS = 15
const MAX_NAMED = 3
/** Work that waits: what keeps it waiting stands elsewhere. */
const WAITING = new Set<Measure['kind']>(['lag', 'queue'])

type Apart = {
  readonly column: string
  readonly cell: string
  readonly others: string
  readonly measure: Measure
  readonly reach: number
}

/**
 * One of many equal things (hosts, pods, workers, partitions) whose numbers are far from those of all others, in the direction that is
 * bad for what the column measures: a machine with 50% steal in a fleet that has none. At most one row a table; the measure that is
 * a cause leads, symptoms (latency, errors) follow.
 */
export function apartRows(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  if (rows.length < MIN_ROWS || rows.length > MAX_ROWS || ofManyPrograms(rows)) return []
  const columns = rows[0]?.columns ?? []
  const apart = new Map<RowView, Apart[]>()
  for (const [index, column] of columns.entries()) {
    const found = apartIn(rows, index, column)
    if (found) apart.set(found.row, [...(apart.get(found.row) ?? []), found.apart])
  }
  const [best] = [...apart].toSorted((a, b) => b[1].length - a[1].length)
  return best ? [apartFinding(best[0], best[1], rows, sourceName)] : []
}

/** Processes of different programs are no equals: a runtime needs many times the memory of a shell, and does all the work. */
function ofManyPrograms(rows: readonly RowView[]): boolean {
  const programs = rows.map((row) => cellUnder(row, /^(?:command|cmd|args|comm)$/i)?.value.split(/[\s:]/)[0])
  return rows[0]?.columns.some((column) => /^pid$/i.test(column)) === true && new Set(programs).size > 1
}

function apartIn(rows: readonly RowView[], index: number, column: string): { row: RowView; apart: Apart } | undefined {
  const measure = measureOf(column)
  if (measure.badWhen === 'neither') return undefined
  const values = rows.map((row) => numberIn(row.cells[index]))
  if (values.some((value) => value === undefined)) return undefined
  const numbers = values.map((value) => value ?? 0)
  const worst = measure.badWhen === 'high' ? Math.max(...numbers) : Math.min(...numbers)
  const at = numbers.indexOf(worst)
  const others = numbers.filter((_, other) => other !== at)
  const [centre, width] = [median(others), spread(others)]
  const distance = Math.abs(worst - centre)
  const isShare = measure.scale === 'percent' || /pct|percent|%/i.test(column)
  const fold = measure.badWhen === 'high' ? worst / Math.max(centre, 1e-9) : centre / Math.max(worst, 1e-9)
  const row = rows[at]
  if (!row || distance < SPREADS * width || fold < TIMES || (isShare && distance < POINTS)) return undefined
  const range = `${Math.min(...others)} to ${Math.max(...others)}`
  return { row, apart: { column, cell: row.cells[index] ?? '', others: range, measure, reach: Math.log2(Math.min(fold, 1e6)) } }
}

const numberIn = (cell: string | undefined) =>
  cell !== undefined && /^-?\d{1,15}(?:\.\d{1,9})?%?$/.test(cell) ? Number.parseFloat(cell) : undefined

function apartFinding(row: RowView, all: readonly Apart[], rows: readonly RowView[], sourceName: string): DraftFinding {
  const apart = all.toSorted(
    (a, b) => Number(SYMPTOMS.has(a.measure.kind)) - Number(SYMPTOMS.has(b.measure.kind)) || b.reach - a.reach,
  )
  const kind = apart[0]?.measure.kind ?? 'other'
  const [usual, mode] = MECHANISMS[kind]
  const resource = kind === 'lag' && row.kind === 'partition' ? 'broker' : usual
  const told = apart.slice(0, MAX_NAMED).map(({ column, cell, others }) => `${column} ${cell} (others ${others})`)
  return rowDraft(row, {
    sourceName,
    check: 'odd-one-out',
    title: clip(`${row.name} alone of ${rows.length}: ${told.join(', ')}`, 200),
    score: SYMPTOMS.has(kind) || WAITING.has(kind) ? 0.38 : Math.min(0.66, 0.48 + 0.03 * (apart[0]?.reach ?? 0)),
    fault: plainFault(resource, mode, { blames: 'resource', entity: row.name }),
    cells: apart.slice(0, MAX_NAMED).map(({ cell }) => cell),
    details: contextOf(row),
  })
}

/** What the row says of where the thing runs: a hypervisor, node, rack, zone or version that it may share with others. */
function contextOf(row: RowView): string[] {
  return row.columns.flatMap((column, index) => {
    const cell = row.cells[index] ?? ''
    return /^(?:hypervisor|host_?node|node|rack|zone|az|availability_?zone|version|instance_?type)$/i.test(column) &&
      cell !== '' &&
      cell !== row.name
      ? [`${column} ${cell}`]
      : []
  })
}
