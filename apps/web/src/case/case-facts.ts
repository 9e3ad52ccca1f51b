import type { Board, Check, Claim, Finding, Source } from '@faultmaven/contracts'
import { type CaseView, isRunning, type TurnView } from './case-view.ts'

/** What the panels show of a whole case, all turns together. */
export type CaseFacts = {
  readonly sources: readonly Source[]
  /** Best first. */
  readonly findings: readonly Finding[]
  readonly claims: ReadonlyMap<string, Claim>
  /** Of the newest turn that ran any. */
  readonly checks: readonly Check[]
  /** Of the newest turn that made one. */
  readonly board: Board | undefined
  readonly running: TurnView | undefined
}

/** The facts of a case so far. */
export function caseFacts({ turns }: CaseView): CaseFacts {
  const answers = turns.map(({ answer }) => answer)
  return {
    sources: answers.flatMap(({ sources }) => sources),
    findings: answers.flatMap(({ findings }) => findings).sort((a, b) => b.score - a.score),
    claims: new Map(answers.flatMap(({ claims }) => claims).map((claim) => [claim.id, claim])),
    checks: answers.findLast(({ checks }) => checks.length > 0)?.checks ?? [],
    board: answers.findLast(({ board }) => board.problems.length > 0)?.board,
    running: turns.find(isRunning),
  }
}

/** The case's name: its first question, else its first file. */
export function caseTitle({ turns }: CaseView, sentQuestion = ''): string {
  const question = turns.find(({ answer }) => answer.question)?.answer.question ?? sentQuestion
  const first = turns.flatMap(({ answer, progress }) => [...answer.sources, ...progress])[0]
  return question.trim() || first?.name || 'New case'
}
