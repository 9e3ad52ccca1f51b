import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import { type Evidence, fitRange, inContext, type Question, readQuestion, timeAnchor } from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import type { Attached } from '../live/attached.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** Findings and sources as they were when the phases began: every node reasons about the same. */
export type StoredEvidence = {
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
  /** Present when there is something to ask live. */
  readonly live?: Attached
}

/** A turn whose question and evidence are asked for. */
type AskedTurn = Pick<TurnRun, 'openCase' | 'ref'>

/** What the phases reason about: all findings of the case, the question, and what the user said of causes so far. */
export async function loadEvidence({ openCase, ref }: AskedTurn): Promise<Evidence> {
  const { findings, sources, live } = await loadStoredEvidence({ openCase, ref })
  const { record } = openCase.state()
  const told = { findings, sources, ...(record.feedback === undefined ? {} : { feedback: record.feedback }) }
  const text = questionOf({ openCase, ref })
  if (text === undefined) return told
  const { prose } = splitPastedText(text)
  const zone = findTurn(record, ref.turnId)?.timeZone
  const range = fitRange(prose, sources, zone, timeAnchor(sources, live?.now))
  const earlier = earlierQuestions({ openCase, ref }).reduce<Question | undefined>(
    (before, asked) => inContext(readQuestion(asked), before),
    undefined,
  )
  const question = inContext(readQuestion(prose), earlier)
  return { ...told, question, ...(range && { range }) }
}

export async function loadStoredEvidence({ openCase, ref }: AskedTurn): Promise<StoredEvidence> {
  const stored: StoredEvidence = JSON.parse(await workText(openCase, ref, 'evidence'))
  return stored
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
