import type { TurnEvent } from '@faultmaven/contracts'
import { type CaseRecord, findTurn, type TurnRecord, withTurn } from '../cases/case-record.ts'
import type { CaseChange, OpenCase } from '../cases/open-case.ts'
import { type RowChange, rowText, rowValue } from '../cases/rows.ts'

/** One attempt of a turn. Work for an attempt that was stopped or replaced can no longer write. */
export type TurnRef = { readonly turnId: string; readonly attempt: number }

/** The attempt was stopped or replaced while work for it went on. Not a failure: whoever ended it has logged why. */
export class TurnOverError extends Error {
  override readonly name = 'TurnOverError'
}

/**
 * Appends the events of a step, with the rows it made, exactly once: a node that runs again after a kill finds its step done.
 * @param step unique within the turn
 */
export async function appendStep(
  openCase: OpenCase,
  ref: TurnRef,
  step: string,
  { events = [], rows = [] }: { readonly events?: readonly TurnEvent[]; readonly rows?: readonly RowChange[] },
): Promise<void> {
  await openCase.change(({ record }) => {
    const turn = requireOpenTurn(record, ref)
    if (turn.steps.includes(step)) return undefined
    return { record: withTurn(record, { ...turn, steps: [...turn.steps, step] }), events: inTurn(ref, events), rows }
  })
}

/** Closes the attempt with its last events; `answer-end` must be the last of them. */
export function closingChange(
  { record, lastEventId }: { readonly record: CaseRecord; readonly lastEventId: number },
  turn: TurnRecord,
  state: 'answered' | 'interrupted',
  events: readonly TurnEvent[],
): CaseChange & { readonly record: CaseRecord } {
  const end = events.at(-1)
  if (end?.type !== 'answer-end') throw new TypeError('A turn is closed by "answer-end"')
  const closed: TurnRecord = { ...turn, state, outcome: end.outcome, endEventId: lastEventId + events.length }
  return { record: withTurn(record, closed), events: inTurn(turn, events) }
}

/** @throws {TurnOverError} when the attempt is no longer the one at work */
export function requireOpenTurn(record: CaseRecord, { turnId, attempt }: TurnRef): TurnRecord {
  const turn = findTurn(record, turnId)
  if (turn?.attempt === attempt && isOpen(turn)) return turn
  throw new TurnOverError(`Attempt ${attempt} of turn ${turnId} is over`)
}

export function isOpen({ state }: TurnRecord): boolean {
  return state === 'receiving' || state === 'running'
}

export function inTurn({ turnId }: TurnRef, events: readonly TurnEvent[]) {
  return events.map((event) => ({ turnId, event }))
}

/** Name of a row with what an attempt works on between its nodes. */
export function workName({ turnId, attempt }: TurnRef, name: string): string {
  return `work/${turnId}/${attempt}/${name}`
}

export function workRow(ref: TurnRef, name: string, json: unknown): RowChange {
  return { set: workName(ref, name), value: rowValue(json) }
}

/** Text of a row that an earlier step wrote. @throws {Error} when it is missing, which the order of the graph rules out */
export async function workText(openCase: OpenCase, ref: TurnRef, name: string): Promise<string> {
  const text = await findWorkText(openCase, ref, name)
  if (text === undefined) throw new Error(`The work row "${name}" of turn ${ref.turnId} is missing`)
  return text
}

/** Text of a row that an earlier step may have written. */
export async function findWorkText({ rows }: OpenCase, ref: TurnRef, name: string): Promise<string | undefined> {
  const value = await rows.get(workName(ref, name))
  return value ? rowText(value) : undefined
}
