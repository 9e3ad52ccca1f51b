import { emptyAnswer, type Feedback, type Instant, type TurnAnswer } from '@faultmaven/contracts'

/** Bytes and records of a source that is still being read. */
export type SourceProgress = {
  readonly sourceId: string
  readonly name: string
  readonly bytes: number
  readonly records: number
  readonly state: 'receiving' | 'parsing'
}

export type TurnView = {
  readonly turnId: string
  readonly startedAt: Instant
  readonly answer: TurnAnswer
  readonly progress: readonly SourceProgress[]
}

/** What the events of a case so far add up to. */
export type CaseView = {
  readonly lastEventId: number
  readonly expiresAt: Instant | undefined
  /** Oldest first. */
  readonly turns: readonly TurnView[]
  /** What the user said of the case, oldest first, undone words included. */
  readonly feedback: readonly Feedback[]
}

/** A case before its first event. */
export function emptyCase(): CaseView {
  return { lastEventId: 0, expiresAt: undefined, turns: [], feedback: [] }
}

/** A turn before its first event. */
export function emptyTurn(turnId: string, startedAt: Instant): TurnView {
  return { turnId, startedAt, answer: emptyAnswer(), progress: [] }
}

/** Whether more is to come of a turn; an `error` event ends it as `answer-end` does. */
export function isRunning({ answer }: TurnView): boolean {
  return answer.outcome === undefined && answer.problems.length === 0
}
