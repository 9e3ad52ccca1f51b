import { type AnswerChoice, type AskedQuestion, choiceOf, type Feedback } from '@faultmaven/contracts'
import type { CaseRecord } from '../cases/case-record.ts'

/** What the user said of a case: words on causes, claims and steps, and answers to what was asked. */
export type Said = { readonly feedback: readonly Feedback[]; readonly answers: readonly AnswerChoice[] }

export function saidOf(record: CaseRecord): Said {
  return { feedback: record.feedback ?? [], answers: answersOf(record) }
}

/** The choices that the user took and did not take back, oldest question first. */
export function answersOf({ asked = [] }: CaseRecord): AnswerChoice[] {
  return asked.flatMap((one) => choiceOf(one) ?? [])
}

/** What a turn asks; undefined where it asks nothing. */
export function questionIn({ asked = [] }: CaseRecord, turnId: string): AskedQuestion | undefined {
  return asked.find((one) => one.turnId === turnId)
}

/** The record with a question added, or replaced by what became of it. */
export function withQuestion(record: CaseRecord, question: AskedQuestion): CaseRecord {
  const { asked = [] } = record
  const at = asked.findIndex(({ turnId }) => turnId === question.turnId)
  return { ...record, asked: at < 0 ? [...asked, question] : asked.with(at, question) }
}

/** Whether a question still waits: the investigation of a newer turn does not take up an older one. */
export function isWaiting(record: CaseRecord, turnId: string): boolean {
  return record.turns.at(-1)?.turnId === turnId && questionIn(record, turnId) !== undefined
}
