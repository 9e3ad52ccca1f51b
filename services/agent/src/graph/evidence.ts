import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import { type Evidence, fitRange, inContext, readQuestion } from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the investigation began: every node reasons about the same. */
export type StoredEvidence = { readonly findings: readonly Finding[]; readonly sources: readonly Source[] }

/** What the phases reason about: all findings of the case, the question, and what the user said of causes so far. */
export async function loadEvidence(run: Pick<TurnRun, 'openCase' | 'ref'>): Promise<Evidence> {
  const { findings, sources }: StoredEvidence = JSON.parse(await workText(run.openCase, run.ref, 'evidence'))
  const { record } = run.openCase.state()
  const heard = { findings, sources, ...(record.feedback && { feedback: record.feedback }) }
  const text = questionOf(run)
  if (text === undefined) return heard
  const { prose } = splitPastedText(text)
  const range = fitRange(prose, sources, findTurn(record, run.ref.turnId)?.timeZone)
  const question = inContext(readQuestion(prose), earlierQuestions(run).map(readQuestion).at(-1))
  return { ...heard, question, ...(range && { range }) }
}

/** What was asked in earlier turns, oldest first, without what was pasted into it. */
export function earlierQuestions({ openCase, ref }: Pick<TurnRun, 'openCase' | 'ref'>): string[] {
  const { turns } = openCase.state().record
  const before = turns.slice(
    0,
    turns.findIndex(({ turnId }) => turnId === ref.turnId),
  )
  return before.flatMap(({ question }) => (question === undefined ? [] : splitPastedText(question).prose))
}

/** The question of the turn; data without one is read in the light of the last that was asked before. */
export function questionOf({ openCase, ref }: Pick<TurnRun, 'openCase' | 'ref'>): string | undefined {
  const { turns } = openCase.state().record
  const at = turns.findIndex(({ turnId }) => turnId === ref.turnId)
  return turns.slice(0, at + 1).findLast(({ question }) => question !== undefined)?.question
}
