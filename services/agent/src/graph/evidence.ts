import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import { type Evidence, fitRange, inContext, type Question, readQuestion } from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** What was there when the investigation began and what the question was taken for: every node reasons about the same. */
export type StoredEvidence = Pick<Evidence, 'question' | 'range'> & {
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
}

/** A turn whose question and evidence are asked for. */
type AskedTurn = Pick<TurnRun, 'openCase' | 'ref'>

/** What the phases reason about: all findings of the case, the question, and what the user said of causes so far. */
export async function loadEvidence({ openCase, ref }: AskedTurn): Promise<Evidence> {
  const stored: StoredEvidence = JSON.parse(await workText(openCase, ref, 'evidence'))
  const { feedback } = openCase.state().record
  return { ...stored, ...(feedback && { feedback }) }
}

/** What the question of a turn asks, in the light of those before, and which time it names. Read once: a hostile one takes a while. */
export function readAsked(turn: AskedTurn, sources: readonly Source[]): Pick<Evidence, 'question' | 'range'> {
  const text = questionOf(turn)
  if (text === undefined) return {}
  const { prose } = splitPastedText(text)
  const { record } = turn.openCase.state()
  const range = fitRange(prose, sources, findTurn(record, turn.ref.turnId)?.timeZone)
  const earlier = earlierQuestions(turn).reduce<Question | undefined>(
    (before, asked) => inContext(readQuestion(asked), before),
    undefined,
  )
  return { question: inContext(readQuestion(prose), earlier), ...(range && { range }) }
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
