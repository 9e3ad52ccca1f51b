import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import {
  asksComparison,
  asksForReport,
  type Evidence,
  fitRange,
  inContext,
  type Question,
  readQuestion,
} from '@faultmaven/diagnosis'
import { answersOf } from '../asking/asked-questions.ts'
import { findTurn } from '../cases/case-record.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the investigation began: every node reasons about the same. */
export type StoredEvidence = { readonly findings: readonly Finding[]; readonly sources: readonly Source[] }

/** A turn whose question and evidence are asked for. */
type AskedTurn = Pick<TurnRun, 'openCase' | 'ref'>

/** What the phases reason about: all findings of the case, the question, and what the user said of causes and answered so far. */
export async function loadEvidence({ openCase, ref }: AskedTurn): Promise<Evidence> {
  const { findings, sources }: StoredEvidence = JSON.parse(await workText(openCase, ref, 'evidence'))
  const { record } = openCase.state()
  const answers = answersOf(record)
  const told = {
    findings,
    sources,
    ...(record.feedback === undefined ? {} : { feedback: record.feedback }),
    ...(answers.length === 0 ? {} : { answers }),
  }
  const text = questionOf({ openCase, ref })
  if (text === undefined) return told
  const { prose } = splitPastedText(text)
  // Both sides of a comparison are asked about, not the one that is named first.
  const range = asksComparison(prose) ? undefined : fitRange(prose, sources, findTurn(record, ref.turnId)?.timeZone)
  const earlier = earlierQuestions({ openCase, ref })
    .filter((asked) => !asksForReport(asked))
    .reduce<Question | undefined>((before, asked) => inContext(readQuestion(asked), before), undefined)
  if (asksForReport(prose)) return { ...told, ...(earlier && { question: earlier }) }
  const question = inContext(readQuestion(prose), earlier)
  return { ...told, question, ...(range && { range }) }
}

/** Whether the turn asks for the case in a form that others can read. */
export function isReportTurn({ openCase, ref }: AskedTurn): boolean {
  const { question = '' } = findTurn(openCase.state().record, ref.turnId) ?? {}
  return asksForReport(splitPastedText(question).prose)
}

/** What was asked in earlier turns, oldest first, without what was pasted into it. */
export function earlierQuestions({ openCase, ref }: AskedTurn): string[] {
  const { turns } = openCase.state().record
  const at = turns.findIndex(({ turnId }) => turnId === ref.turnId)
  return turns.slice(0, at).flatMap(({ question }) => (question === undefined ? [] : splitPastedText(question).prose))
}

/** The question of the turn; data without one is read in the light of the last that was asked before. */
export function questionOf({ openCase, ref }: AskedTurn): string | undefined {
  const { turns } = openCase.state().record
  const at = turns.findIndex(({ turnId }) => turnId === ref.turnId)
  return turns.slice(0, at + 1).findLast(({ question }) => question !== undefined)?.question
}
