import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import { type Evidence, fitRange, inContext, readQuestion } from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the investigation began: every node reasons about the same. */
export type StoredEvidence = { readonly findings: readonly Finding[]; readonly sources: readonly Source[] }

/** What the phases reason about: all findings of the case and the question. */
export async function loadEvidence(run: TurnRun): Promise<Evidence> {
  const { findings, sources }: StoredEvidence = JSON.parse(await workText(run.openCase, run.ref, 'evidence'))
  const text = questionOf(run)
  if (text === undefined) return { findings, sources }
  const { prose } = splitPastedText(text)
  const range = fitRange(prose, sources, findTurn(run.openCase.state().record, run.ref.turnId)?.timeZone)
  const question = inContext(readQuestion(prose), earlierQuestions(run).map(readQuestion).at(-1))
  return { findings, sources, question, ...(range && { range }) }
}

/** What was asked in earlier turns, oldest first, without what was pasted into it. */
export function earlierQuestions({ openCase, ref }: TurnRun): string[] {
  const { turns } = openCase.state().record
  const before = turns.slice(
    0,
    turns.findIndex(({ turnId }) => turnId === ref.turnId),
  )
  return before.flatMap(({ question }) => (question === undefined ? [] : splitPastedText(question).prose))
}

/** The question of the turn; data without one is read in the light of the last that was asked. */
export function questionOf({ openCase, ref }: TurnRun): string | undefined {
  const { record } = openCase.state()
  return findTurn(record, ref.turnId)?.question ?? record.turns.findLast(({ question }) => question !== undefined)?.question
}
