import type { Finding, Source } from '@faultmaven/contracts'
import { type Evidence, readQuestion } from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the investigation began: every node reasons about the same. */
export type StoredEvidence = { readonly findings: readonly Finding[]; readonly sources: readonly Source[] }

/** What the phases reason about: all findings of the case and the question. */
export async function loadEvidence(run: TurnRun): Promise<Evidence> {
  const { findings, sources }: StoredEvidence = JSON.parse(await workText(run.openCase, run.ref, 'evidence'))
  const text = questionOf(run)
  return { findings, sources, ...(text === undefined ? {} : { question: readQuestion(text) }) }
}

/** The question of the turn; data without one is read in the light of the last that was asked. */
export function questionOf({ openCase, ref }: TurnRun): string | undefined {
  const { record } = openCase.state()
  return findTurn(record, ref.turnId)?.question ?? record.turns.findLast(({ question }) => question !== undefined)?.question
}
