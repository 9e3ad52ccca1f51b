import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { rowDraft, type RowView } from './tables-view.ts'
import { plainFault } from './structure-draft.ts'

/** Columns that hold statements, and those by which lists of the most expensive ones are ranked. */
const STATEMENT = /^(?:query|statement|sql|sql_text|digest_text|normalized_query|query_sample_text)$/i
const TIME = /^(?:total_(?:exec_)?time|total_time_ms|sum_timer_wait|total_latency|elapsed_time|cpu_time|db_time|load|total_ms)$/i
const CALLS = /^(?:calls|count_star|exec_count|executions|count)$/i
const MIN_ROWS = 3
const MOST = 0.5
/** So many runs of a statement that is fast by itself are made in a loop, one for each row of another. */
const MANY_CALLS = 10_000
const FEW_SHARE = 0.1
const FAST_MS = 20

/**
 * The statement that takes most of the time in a list of the most expensive ones (`pg_stat_statements`, `sys.statement_analysis`).
 * One that is fast but run many times more often than all others is run once for each row of another query (N+1).
 * @see https://www.postgresql.org/docs/current/pgstatstatements.html
 */
export function dominantStatement(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  const columns = rows[0]?.columns ?? []
  const [statement, time, calls] = [STATEMENT, TIME, CALLS].map((pattern) => columns.findIndex((column) => pattern.test(column)))
  if (rows.length < MIN_ROWS || statement === undefined || time === undefined || statement < 0 || time < 0) return []
  const rated = rows
    .map((row) => ({ row, time: Number(row.cells[time]), calls: Number(row.cells[calls ?? -1] ?? Number.NaN) }))
    .filter((one) => Number.isFinite(one.time))
    .toSorted((a, b) => b.time - a.time)
  const total = rated.reduce((sum, one) => sum + one.time, 0)
  const [first, second] = rated
  if (!first || !second || first.time < total * MOST) return []
  const next = Math.max(...rated.slice(1).map((one) => one.calls))
  const isLoop = first.calls >= MANY_CALLS && next <= first.calls * FEW_SHARE && first.time / first.calls < FAST_MS
  const text = first.row.cells[statement] ?? ''
  const share = Math.round((100 * first.time) / total)
  return [
    rowDraft(first.row, {
      sourceName,
      check: 'dominant-load',
      title: isLoop
        ? `One statement is run once for each row of another (N+1 queries) and takes ${share}% of the database time: ${clip(text, 80)}`
        : `One statement takes ${share}% of the database time: ${clip(text, 100)}`,
      score: isLoop ? 0.64 : 0.5,
      fault: plainFault('query', isLoop ? 'repeated' : 'slow', { blames: 'caller', cause: clip(text, 160) }),
      cells: [first.row.cells[time] ?? ''],
      details: Number.isFinite(first.calls) ? [`${first.calls} calls, the next of the list ${next}`] : [],
    }),
  ]
}
