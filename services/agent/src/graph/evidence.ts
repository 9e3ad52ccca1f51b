import type { Finding, Source } from '@faultmaven/contracts'
import { type Evidence, readQuestion } from '@faultmaven/diagnosis'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the investigation began: every node reasons about the same. */
export type StoredEvidence = { readonly findings: readonly Finding[]; readonly sources: readonly Source[] }

/** What the phases reason about: all findings of the case, the question, and what the user said of causes so far. */
export async function loadEvidence({ openCase, ref }: Pick<TurnRun, 'openCase' | 'ref'>): Promise<Evidence> {
  const { findings, sources }: StoredEvidence = JSON.parse(await workText(openCase, ref, 'evidence'))
  const text = questionOf({ openCase, ref })
  const { feedback } = openCase.state().record
  return {
    findings,
    sources,
    ...(text === undefined ? {} : { question: readQuestion(text) }),
    ...(feedback === undefined ? {} : { feedback }),
  }
}

/** The question of the turn; data without one is read in the light of the last that was asked before. */
export function questionOf({ openCase, ref }: Pick<TurnRun, 'openCase' | 'ref'>): string | undefined {
  const { turns } = openCase.state().record
  const at = turns.findIndex(({ turnId }) => turnId === ref.turnId)
  return turns.slice(0, at + 1).findLast(({ question }) => question !== undefined)?.question
}
