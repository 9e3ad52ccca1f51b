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
  const loop = loopOverRows(rows, sourceName, { statement, calls: calls ?? -1 })
  if (loop) return [loop]
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

const ROWS = /^(?:rows|rows_sent|sum_rows_sent)$/i
/** Calls and rows are counted over the same time, but not at the same moment. */
const ALIKE = 0.1
const LOOKUP = /\bwhere\b[^=<>]{1,200}= ?(?:\$\d+|\?)/i
const NAMED = /\b(?:from|update|into|join) ["'`]?([\w.]{2,80})/i

/** A look-up that ran as often as another statement gave rows: once for each of them (N+1), whatever share of the time it takes. */
function loopOverRows(
  rows: readonly RowView[],
  sourceName: string,
  { statement, calls }: { statement: number; calls: number },
): DraftFinding | undefined {
  const given = (rows[0]?.columns ?? []).findIndex((column) => ROWS.test(column))
  if (given < 0 || calls < 0) return undefined
  const read = rows.map((row) => ({
    row,
    text: row.cells[statement] ?? '',
    calls: Number(row.cells[calls]),
    given: Number(row.cells[given]),
  }))
  const lookups = read.filter((one) => one.calls >= MANY_CALLS && LOOKUP.test(one.text))
  for (const outer of read) {
    const inner = lookups.filter(
      (one) => one !== outer && outer.calls <= one.calls * FEW_SHARE && Math.abs(one.calls - outer.given) <= outer.given * ALIKE,
    )
    const [first] = inner
    if (!first) continue
    const [table, tables] = [nameOf(outer.text), inner.map(({ text }) => nameOf(text))]
    return rowDraft(first.row, {
      sourceName,
      check: 'dominant-load',
      title: `N+1 queries: ${tables.join(' and ')} are read one by one, ${first.calls} times, once for each of the ${outer.given} rows that the query of ${table} gives`,
      score: 0.78,
      fault: plainFault('query', 'repeated', { blames: 'caller', entity: tables[0] ?? table, cause: clip(first.text, 160) }),
      cells: [first.row.cells[calls] ?? ''],
      details: [`${outer.calls} calls of ${clip(outer.text, 80)}`],
    })
  }
  return undefined
}

const nameOf = (text: string) => NAMED.exec(text)?.[1] ?? clip(text, 40)
