import type { Fault } from '@faultmaven/contracts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'
import { cellUnder, rowDraft, type RowView } from './tables-view.ts'

/** Smaller tables are read whole in no time, and planners do so on purpose. */
const LARGE = 10_000
const OFTEN = 50
/** Scans for each use of an index. */
const MOSTLY = 10
const SCANNED = 0.6
const BLOATED = 0.62

/**
 * What PostgreSQL counts of each table (`pg_stat_user_tables`): a large one that is read whole again and again, and one with more dead rows
 * than live ones, which autovacuum cleans from a fifth on unless it is off, held up or too slow.
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW
 * @see https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
 */
export function examineRelation(row: RowView, sourceName: string): DraftFinding[] {
  const name = cellUnder(row, /^relname$/i)?.value
  const live = countOf(row, /^n_live_tup$/i)
  if (name === undefined || live === undefined) return []
  const found: DraftFinding[] = []
  const add = (title: string, score: number, fault: Fault, cells: readonly string[], details: readonly string[] = []) =>
    found.push(rowDraft(row, { sourceName, check: 'table-statistics', title, score, fault, cells, details }))
  const [scans, lookups, dead] = [countOf(row, /^seq_scan$/i), countOf(row, /^idx_scan$/i) ?? 0, countOf(row, /^n_dead_tup$/i)]
  if (scans !== undefined && scans >= OFTEN && scans >= MOSTLY * lookups && live >= LARGE)
    add(
      `Table ${name} is read whole again and again: ${scans} sequential scans of ${live} rows, ${lookups} by an index`,
      SCANNED,
      plainFault('query', 'unindexed', { entity: name, magnitude: { value: scans, unit: 'scans' } }),
      [String(scans), String(live)],
    )
  if (dead !== undefined && dead >= LARGE && dead > live)
    add(
      `Table ${name} has ${dead} dead rows beside ${live} live ones: it is not vacuumed`,
      BLOATED,
      plainFault('relation', 'bloated', { entity: name, magnitude: { value: dead, unit: 'dead rows' } }),
      [String(live), String(dead)],
      [neverCleaned(row) ? 'autovacuum never ran on it' : ''],
    )
  return found
}

function countOf(row: RowView, column: RegExp): number | undefined {
  const value = cellUnder(row, column)?.value ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

const neverCleaned = (row: RowView) =>
  row.columns.some((column) => /^last_autovacuum$/i.test(column)) && cellUnder(row, /^last_autovacuum$/i) === undefined
