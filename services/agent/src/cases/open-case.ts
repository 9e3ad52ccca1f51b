import { setImmediate } from 'node:timers/promises'
import type { CaseEvent, TurnEvent } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { type CaseRecord, instant } from './case-record.ts'
import { type RowChange, type Rows, rowText, rowValue } from './rows.ts'
import { createWaiters } from './waiters.ts'

export type CaseState = { readonly record: CaseRecord; readonly lastEventId: number }
/** What one change writes, all or nothing. Events get the next ids, in order. */
export type CaseChange = {
  readonly record?: CaseRecord
  readonly events?: readonly { readonly turnId: string; readonly event: TurnEvent }[]
  readonly rows?: readonly RowChange[]
}

/** One case with its event log, in memory as far as decisions need it, in its rows as far as it must survive. */
export type OpenCase = {
  readonly caseId: string
  readonly rows: Rows
  state(): CaseState
  /**
   * Decides on the latest state and writes the outcome; deciding `undefined` writes nothing. Decisions run one after another;
   * those that wait for the disk together are written together. Resolves when the write survives a kill.
   * @throws whatever `decide` throws, and what the store throws: then nothing of the change is visible
   */
  change(decide: (state: CaseState) => CaseChange | undefined): Promise<CaseState>
  /** At most `limit` events after an id, in order. */
  events(after: number, limit: number): Promise<readonly CaseEvent[]>
  /** Resolves at the next change, at the end of the case, or when the signal aborts. */
  changed(signal?: AbortSignal): Promise<void>
  /** Refuses every further change, wakes all readers and waits for the write under way. */
  end(): Promise<void>
  isEnded(): boolean
}

type Waiting = {
  readonly decide: (state: CaseState) => CaseChange | undefined
  readonly resolve: (state: CaseState) => void
  readonly reject: (error: unknown) => void
}
// A batch of this many changes holds a few hundred kilobytes at most.
const MAX_GROUP = 256

/** Takes up a case from its rows. @returns undefined when nothing of it was ever written */
export async function openCase(rows: Rows, now: () => number): Promise<OpenCase | undefined> {
  const [record, head] = await Promise.all([rows.get('record'), rows.get('head')])
  if (!record) return undefined
  const { lastEventId }: { lastEventId: number } = head ? JSON.parse(rowText(head)) : { lastEventId: 0 }
  return createOpenCase({ record: JSON.parse(rowText(record)), lastEventId }, rows, now)
}

/** A case from its state in memory; `change` writes it for the first time. */
export function createOpenCase(initial: CaseState, rows: Rows, now: () => number): OpenCase {
  let state = initial
  let ended = false
  let writing: Promise<void> | undefined
  const queue: Waiting[] = []
  const waiters = createWaiters()

  function change(decide: Waiting['decide']): Promise<CaseState> {
    return new Promise((resolve, reject) => {
      queue.push({ decide, resolve, reject })
      writing ??= drain().finally(() => {
        writing = undefined
      })
    })
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      await writeGroup(queue.splice(0, MAX_GROUP))
      // Nothing waits for a disk or a network when the stores are embedded: other work of the process gets its turn here.
      await setImmediate()
    }
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    const decided: Waiting[] = []
    const written: RowChange[] = []
    let next = state
    for (const waiting of group) {
      try {
        const outcome = decideOne(next, waiting.decide)
        next = outcome.state
        written.push(...outcome.rows)
        decided.push(waiting)
      } catch (error) {
        waiting.reject(error)
      }
    }
    try {
      if (written.length > 0) await rows.write(written)
    } catch (error) {
      for (const { reject } of decided) reject(error)
      return
    }
    state = next
    for (const { resolve } of decided) resolve(next)
    waiters.wake()
  }

  function decideOne(before: CaseState, decide: Waiting['decide']) {
    if (ended) throw new ProblemError('case.not_found', { detail: 'The case was ended' })
    const { record = before.record, events = [], rows: extra = [] } = decide(before) ?? {}
    const at = instant(now())
    const logged = events.map((entry, index): CaseEvent => ({ eventId: before.lastEventId + index + 1, at, ...entry }))
    const after = { record, lastEventId: before.lastEventId + logged.length }
    return { state: after, rows: [...logged.map(toRow), ...extra, ...changedRows(before, after)] }
  }

  async function events(after: number, limit: number): Promise<readonly CaseEvent[]> {
    const found = await rows.list('event/', { after: eventName(after), limit })
    return found.map(({ value }): CaseEvent => JSON.parse(rowText(value)))
  }

  async function end(): Promise<void> {
    ended = true
    waiters.wake()
    await writing
  }

  return {
    caseId: initial.record.caseId,
    rows,
    state: () => state,
    change,
    events,
    changed: (signal) => waiters.wait(signal),
    end,
    isEnded: () => ended,
  }
}

/** Name of the row of an event: twelve digits, so that names sort as ids do. */
function eventName(eventId: number): string {
  return `event/${String(eventId).padStart(12, '0')}`
}

function toRow(event: CaseEvent): RowChange {
  return { set: eventName(event.eventId), value: rowValue(event) }
}

function changedRows(before: CaseState, after: CaseState): RowChange[] {
  const record = after.record === before.record ? [] : [{ set: 'record', value: rowValue(after.record) }]
  const head =
    after.lastEventId === before.lastEventId ? [] : [{ set: 'head', value: rowValue({ lastEventId: after.lastEventId }) }]
  return [...record, ...head]
}
