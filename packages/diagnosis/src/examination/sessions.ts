import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { inLineOrder, cellUnder, type RowView } from './tables-view.ts'
import { plainFault } from './structure-draft.ts'

/** So many sessions idle in a transaction at once hold connections that others need. */
const MANY = 3
const MAX_PLACES = 4
const LONG_SECONDS = 30
/** Between two statements every transaction is idle, for the time that the caller takes to send the next. */
const HELD_SECONDS = 1

/**
 * Sessions of a database (`pg_stat_activity`, `SHOW PROCESSLIST`): a session that is idle in its transaction keeps its locks and its
 * connection; those with a lock as their wait event wait for one; `pg_blocking_pids` says for whose.
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
 * @see https://dev.mysql.com/doc/refman/8.4/en/general-thread-states.html
 */
export function examineSessions(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  const idle = rows.filter((row) => /^idle in transaction/i.test(cellUnder(row, /^state$/i)?.value ?? '') && !isMomentary(row))
  const waiting = rows.filter(waitsForLock)
  const blockers = new Set(
    waiting.flatMap(
      (row) => (cellUnder(row, /^(?:blocked_by|blocking_pids?|pg_blocking_pids)$/i)?.value ?? '').match(/\d+/g) ?? [],
    ),
  )
  const named = rows.find((row) => blockers.has(idOf(row)) && !waiting.includes(row))
  const holder = named ?? idle.toSorted((a, b) => ageOf(b) - ageOf(a))[0] ?? sleepingHolder(rows, waiting)
  if (waiting.length > 0 && holder) return [lockFinding(holder, waiting, sourceName)]
  const held = idle.filter((row) => ageText(row) === '' || ageOf(row) >= HELD_SECONDS)
  if (waiting.length >= MANY) return [queueFinding(busyHolder(rows, waiting), waiting, sourceName)]
  return held.length >= MANY ? [heldFinding(held, rows, sourceName)] : []
}

const FEW_SLEEPERS = 2

/**
 * MySQL does not show who is idle in a transaction: where sessions wait for a metadata lock, it is the one that has been sleeping since
 * before the first of them, if there are not many. @see https://dev.mysql.com/doc/refman/8.4/en/metadata-locking.html
 */
function sleepingHolder(rows: readonly RowView[], waiting: readonly RowView[]): RowView | undefined {
  const longest = Math.max(0, ...waiting.map(ageOf))
  const sleeping = rows.filter((row) => cellUnder(row, /^command$/i)?.value === 'Sleep' && ageOf(row) > longest)
  return longest > 0 && sleeping.length <= FEW_SLEEPERS ? sleeping.toSorted((a, b) => ageOf(b) - ageOf(a))[0] : undefined
}

/** Who has been at work for longer than the first that waits, or about as long: its statement holds the lock, most likely. */
function busyHolder(rows: readonly RowView[], waiting: readonly RowView[]): RowView | undefined {
  const longest = Math.max(0, ...waiting.map(ageOf))
  const busy = rows.filter((row) => !waiting.includes(row) && isAtWork(row) && ageOf(row) > 0 && ageOf(row) >= longest)
  return busy.toSorted(
    (a, b) => Number(LOCKS.test(statementOf(b))) - Number(LOCKS.test(statementOf(a))) || ageOf(b) - ageOf(a),
  )[0]
}

const LOCKS =
  /\b(?:lock tables?|alter table|create (?:unique )?index|drop (?:table|index)|truncate|vacuum full|for update|reindex|cluster)\b/i
const isAtWork = (row: RowView) =>
  /^(?:active|query|execute)$/i.test(cellUnder(row, /^command$/i)?.value ?? cellUnder(row, /^state$/i)?.value ?? '')

/** Many wait for a lock and nobody is told to hold it. */
function queueFinding(holder: RowView | undefined, waiting: readonly RowView[], sourceName: string): DraftFinding {
  const waitsFor = waiting.map((row) => cellUnder(row, /^state$/i)?.value ?? '').find((state) => /waiting for/i.test(state))
  const change = waiting.map(statementOf).find((statement) => LOCKS.test(statement))
  const by =
    holder === undefined
      ? ''
      : `; session ${idOf(holder)}${whoOf(holder) === '' ? '' : ` (${whoOf(holder)})`} has been at work for longest`
  const told = waiting.find((row) => statementOf(row) === change) ?? waiting[0]
  return sessionDraft(
    [...(holder ? [holder] : []), ...(told ? [told] : []), ...waiting.filter((row) => row !== told)],
    sourceName,
    {
      title: `${waiting.length} sessions wait for a lock${waitsFor === undefined ? '' : ` (“${clip(waitsFor, 50)}”)`}${by}`,
      score: 0.66,
      fault: plainFault('lock', 'hung', { blames: 'callee', ...(holder && { entity: `session ${idOf(holder)}` }) }),
      details: [
        holder === undefined || statementOf(holder) === '' ? '' : `its statement: ${clip(statementOf(holder), 90)}`,
        change === undefined ? '' : `among those that wait: ${clip(change, 90)}`,
        statementOf(waiting[0] ?? holder!) === '' ? '' : `behind it waits: ${clip(statementOf(waiting[0] ?? holder!), 90)}`,
      ],
    },
  )
}

function waitsForLock(row: RowView): boolean {
  const event = cellUnder(row, /^wait_event_type$/i)?.value ?? ''
  const state = cellUnder(row, /^state$/i)?.value ?? ''
  return event === 'Lock' || /^(?:Waiting for .*(?:lock|flush)|Locked)\b/i.test(state)
}

/** Less than a second between two statements is how every program works. */
const isMomentary = (row: RowView) => /[:.]/.test(ageText(row)) && ageOf(row) === 0

const idOf = (row: RowView) => cellUnder(row, /^(?:pid|id|blocked_pid)$/i)?.value ?? row.cells[0] ?? ''
const whoOf = (row: RowView) =>
  [cellUnder(row, /^(?:usename|user|usr)$/i)?.value, cellUnder(row, /^application_name$/i)?.value]
    .filter((part) => part !== undefined)
    .join(', ')

/** Age of the transaction, or of the state, in seconds: `01:12:33`, `3 days 01:00:00`, a number of seconds. */
function ageOf(row: RowView): number {
  const text = ageText(row)
  const match = /^(?:(\d{1,4}) days? )?(\d{1,3}):(\d\d):(\d\d)/.exec(text)
  if (match) return Number(match[1] ?? 0) * 86_400 + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4])
  return /^\d{1,8}$/.test(text) ? Number(text) : 0
}

const ageText = (row: RowView) =>
  cellUnder(row, /^(?:xact_?(?:age|dur\w*)|age|transaction_age|duration|time|idle_for|running_for|state_age)$/i)?.value ?? ''
const statementOf = (row: RowView) => cellUnder(row, /^(?:query|info|left|current_query|statement|substr\w*)$/i)?.value ?? ''

function lockFinding(holder: RowView, waiting: readonly RowView[], sourceName: string): DraftFinding {
  const shown = cellUnder(holder, /^state$/i)?.value ?? ''
  const state = shown === '' ? 'asleep, most likely inside a transaction,' : shown
  const age = ageText(holder) === '' || ageOf(holder) === 0 ? '' : ` for ${ageText(holder).split('.')[0]}`
  const statement = statementOf(waiting[0] ?? holder)
  const plural = waiting.length === 1 ? 'session waits' : 'sessions wait'
  return sessionDraft([holder, ...waiting], sourceName, {
    title: `Session ${idOf(holder)}${whoOf(holder) === '' ? '' : ` (${whoOf(holder)})`} is ${state}${age} and keeps its locks; ${waiting.length} ${plural} for a lock`,
    score: ageOf(holder) >= LONG_SECONDS || age === '' ? 0.72 : 0.6,
    fault: plainFault('lock', 'hung', { blames: 'callee', entity: `session ${idOf(holder)}` }),
    details: [
      statementOf(holder) === '' ? '' : `its last statement: ${clip(statementOf(holder), 90)}`,
      statement === '' ? '' : `behind it waits: ${clip(statement, 90)}`,
    ],
  })
}

function heldFinding(idle: readonly RowView[], rows: readonly RowView[], sourceName: string): DraftFinding {
  const who = cellUnder(idle[0] ?? rows[0]!, /^application_name$/i)?.value ?? ''
  return sessionDraft(idle, sourceName, {
    title: `${idle.length} of ${rows.length} sessions are idle in transaction${who === '' ? '' : ` (${who})`}: the application keeps transactions open while it does something else`,
    score: Math.min(0.62, 0.4 + 0.02 * idle.length),
    fault: plainFault('transaction', 'slow', { blames: 'caller', ...(who === '' ? {} : { entity: who }) }),
    details: [],
  })
}

type Told = Pick<DraftFinding, 'title' | 'score' | 'fault'> & { readonly details: readonly string[] }

function sessionDraft(rows: readonly RowView[], sourceName: string, { title, score, fault, details }: Told): DraftFinding {
  const cited = rows.slice(0, MAX_PLACES)
  return {
    sourceName,
    kind: 'state',
    check: 'database-sessions',
    title: clip(title, 200),
    score,
    severity: 'error',
    count: rows.length,
    // Who holds it comes first; those that wait are the programs that somebody else sees hanging.
    entities: [...new Set(cited.map((row) => whoOf(row)))].filter((name) => name !== ''),
    ...(fault && { fault }),
    details: details.filter((detail) => detail !== ''),
    places: cited.map(({ line }) => ({ line })),
    predicates: cited.map((row) => ({
      name: 'present',
      literals: inLineOrder(row, [idOf(row), cellUnder(row, /^state$/i)?.value ?? '']),
      lines: [row.line],
    })),
  }
}
