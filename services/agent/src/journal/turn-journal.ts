import type { ModelEntry, TurnJournal } from '@faultmaven/bundle'
import type { Said } from '../asking/asked-questions.ts'
import type { OpenCase } from '../cases/open-case.ts'
import { type RowChange, rowText, rowValue } from '../cases/rows.ts'
import type { ModelLimits } from '../model/model-limits.ts'

/** What is noted of a turn, a row each; `model` is what came of asking for causes, `wording` of asking for words. */
type Parts = {
  readonly submitted: { readonly notExamined: readonly string[] }
  /** What the user had said of the case when the turn took up its evidence. */
  readonly said: Said
  readonly live: { readonly sources: readonly string[] }
  readonly seen: NonNullable<TurnJournal['seen']>
  readonly runbooks: NonNullable<TurnJournal['runbooks']>
  readonly model: { readonly limits: ModelLimits; readonly entries: readonly ModelEntry[] }
  readonly wording: { readonly entries: readonly ModelEntry[] }
}

/** Rows of what a turn took from outside. They stay as long as the case, so that the turn can be replayed. */
export function journalPrefix(turnId: string): string {
  return `journal/${turnId}/`
}

export function journalRow<P extends keyof Parts>(turnId: string, part: P, value: Parts[P]): RowChange {
  return { set: `${journalPrefix(turnId)}${part}`, value: rowValue(value) }
}

export async function readJournal(openCase: OpenCase, turnId: string): Promise<TurnJournal> {
  const submitted = await readPart(openCase, turnId, 'submitted')
  const said = await readPart(openCase, turnId, 'said')
  const live = await readPart(openCase, turnId, 'live')
  const seen = await readPart(openCase, turnId, 'seen')
  const runbooks = await readPart(openCase, turnId, 'runbooks')
  const model = await readPart(openCase, turnId, 'model')
  const wording = await readPart(openCase, turnId, 'wording')
  return {
    notExamined: [...(submitted?.notExamined ?? [])],
    ...(said && { said: { feedback: [...said.feedback], answers: [...said.answers] } }),
    ...(live && { live: [...live.sources] }),
    ...(seen && { seen }),
    ...(runbooks && { runbooks }),
    ...(model && {
      model: { limits: model.limits, hypotheses: [...model.entries], wording: [...(wording?.entries ?? [])] },
    }),
  }
}

/** One part of what was noted; undefined when it was not. */
export async function readPart<P extends keyof Parts>(
  { rows }: OpenCase,
  turnId: string,
  part: P,
): Promise<Parts[P] | undefined> {
  const value = await rows.get(`${journalPrefix(turnId)}${part}`)
  if (!value) return undefined
  const stored: Parts[P] = JSON.parse(rowText(value))
  return stored
}
