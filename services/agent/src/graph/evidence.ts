import { type Finding, type Source, splitPastedText } from '@faultmaven/contracts'
import {
  asksComparison,
  asksForReport,
  type Evidence,
  fitRange,
  inContext,
  type Question,
  readQuestion,
  timeAnchor,
} from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import type { Attached } from '../live/attached.ts'
import { workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/**
 * What was there when the investigation began, what had been said by then and what the question was taken for: every node reasons about
 * the same.
 */
export type StoredEvidence = Pick<Evidence, 'question' | 'range' | 'feedback' | 'answers'> & {
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
  /** Present when there is something to ask live. */
  readonly live?: Attached
}

/** A turn whose question and evidence are asked for. */
type AskedTurn = Pick<TurnRun, 'openCase' | 'ref'>

/** What the phases reason about: all findings of the case, the question, and what the user had said and answered at intake. */
export async function loadEvidence({ openCase, ref }: AskedTurn): Promise<Evidence> {
  const { live: _attached, ...evidence } = await loadStoredEvidence({ openCase, ref })
  return evidence
}

/**
 * What the question of a turn asks, in the light of those before, and which time it names. Read once: a hostile one takes a while.
 * @param now the clock, where something can be asked live
 */
export function readAsked(turn: AskedTurn, sources: readonly Source[], now?: string): Pick<Evidence, 'question' | 'range'> {
  const text = questionOf(turn)
  if (text === undefined) return {}
  const { prose } = splitPastedText(text)
  const earlier = earlierQuestions(turn)
    .filter((asked) => !asksForReport(asked))
    .reduce<Question | undefined>((before, asked) => inContext(readQuestion(asked), before), undefined)
  // A report is of what was asked before it.
  if (asksForReport(prose)) return { ...(earlier && { question: earlier }) }
  // Both sides of a comparison are asked about, not the one that is named first.
  const range = asksComparison(prose) ? undefined : fitRange(prose, sources, zoneOf(turn), timeAnchor(sources, now))
  return { question: inContext(readQuestion(prose), earlier), ...(range && { range }) }
}

/** The same with what can be asked live, as it stands in the record of the turn. */
export async function loadStoredEvidence({ openCase, ref }: AskedTurn): Promise<StoredEvidence> {
  const stored: StoredEvidence = JSON.parse(await workText(openCase, ref, 'evidence'))
  return stored
}

/** Whether the turn asks for the case in a form that others can read. */
export function isReportTurn(turn: AskedTurn): boolean {
  return asksForReport(ownProse(turn))
}

/** What the turn itself asks, without what is pasted into it; empty for data without a question. */
export function ownProse({ openCase, ref }: AskedTurn): string {
  return splitPastedText(findTurn(openCase.state().record, ref.turnId)?.question ?? '').prose
}

/** Where the user's clock stands, as the turn named it. */
export function zoneOf({ openCase, ref }: AskedTurn): string | undefined {
  return findTurn(openCase.state().record, ref.turnId)?.timeZone
}

/** Of which region the models must be that are asked, as the case last said. */
export function modelRegionOf({ openCase, ref }: AskedTurn): string | undefined {
  const { turns } = openCase.state().record
  const at = turns.findIndex(({ turnId }) => turnId === ref.turnId)
  return turns.slice(0, at + 1).findLast(({ modelRegion }) => modelRegion !== undefined)?.modelRegion
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
