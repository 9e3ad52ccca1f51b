import type { Table } from '@faultmaven/commands'
import type { Fault } from '@faultmaven/contracts'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'

export type RowView = {
  readonly line: number
  readonly columns: readonly string[]
  readonly cells: readonly string[]
  /** What the row is about: the cell under NAME, UNIT, Filesystem, … or the first one. */
  readonly name: string
  /** `pod`, `node`, `filesystem`, … as far as the columns tell. */
  readonly kind: string
}

/** Columns that name what a row is about, most telling first. */
const NAME_COLUMNS = [
  /^mounted on$/i,
  /^local address(?::port)?$/i,
  /^names?$/i,
  /^(?:unit|filesystem)$/i,
  /^(?:object|queue|index|topic|pod|container|service|database|datname)$/i,
  /^(?:host|hostname|node)$/i,
  /^(?:command|process)$/i,
  /\bname$/i,
]

export function rowView({ columns }: Pick<Table, 'columns'>, { line, cells }: Table['rows'][number]): RowView {
  const named =
    NAME_COLUMNS.map((pattern) => columns.findIndex((column) => pattern.test(column))).find((index) => index >= 0) ?? 0
  const kind = kindOf(columns)
  // A topic has many rows: only with its partition a row has a name of its own.
  const partition = kind === 'partition' ? cells[columns.findIndex((column) => /^partition$/i.test(column))] : undefined
  const name = cells[named] ?? ''
  return { line, columns, cells, name: partition === undefined || partition === name ? name : `${name}-${partition}`, kind }
}

/** Tools print telling sets of columns; what none of them fits is called a row. */
function kindOf(columns: readonly string[]): string {
  const has = (...names: readonly string[]) => names.every((name) => columns.some((column) => column.toLowerCase() === name))
  if (has('ready', 'restarts')) return 'pod'
  if (has('ready', 'up-to-date')) return 'deployment'
  if (has('status', 'roles', 'version')) return 'node'
  if (has('type', 'cluster-ip')) return 'service'
  if (has('status', 'volume', 'capacity')) return 'persistentvolumeclaim'
  if (has('completions', 'duration')) return 'job'
  if (has('desired', 'current')) return 'deployment'
  if (has('container id', 'image')) return 'container'
  if (has('unit', 'load', 'active')) return 'unit'
  if (has('use%') || has('filesystem')) return 'filesystem'
  if (has('pri', 'rep') || has('docs.count')) return 'index'
  if (has('lag') && columns.some((column) => /partition|topic/i.test(column))) return 'partition'
  if (has('state', 'recv-q')) return 'socket'
  return ''
}

/** The cell under the first column whose name fits. */
export function cellUnder(row: RowView, pattern: RegExp): { readonly column: string; readonly value: string } | undefined {
  const index = row.columns.findIndex((column) => pattern.test(column))
  const value = row.cells[index]
  return index >= 0 && value !== undefined && value !== '' ? { column: row.columns[index] ?? '', value } : undefined
}

export type RowDraft = {
  readonly sourceName: string
  readonly check: string
  readonly title: string
  readonly score: number
  readonly fault: Fault
  /** Cells that prove it, as they stand in the line, in their order. */
  readonly cells: readonly string[]
  readonly details?: readonly string[]
}

/** A finding of one row; its predicate says that the cells stand in that line. */
export function rowDraft(row: RowView, { sourceName, check, title, score, fault, cells, details = [] }: RowDraft): DraftFinding {
  return {
    sourceName,
    kind: 'state',
    check,
    title: clip(title, 200),
    score,
    severity: score >= 0.35 ? 'error' : 'warn',
    count: 1,
    entities: [row.name].filter((name) => name !== ''),
    fault,
    details: [...details],
    places: [{ line: row.line }],
    predicates: [{ name: 'present', literals: inLineOrder(row, [row.name, ...cells]), lines: [row.line] }],
  }
}

/** Literals must stand in the record in their order. */
export function inLineOrder(row: RowView, cells: readonly string[]): string[] {
  const wanted = new Set(cells.filter((cell) => cell !== ''))
  return row.cells.filter((cell) => wanted.delete(cell))
}
