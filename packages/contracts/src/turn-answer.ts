import * as z from 'zod/mini'
import { Board, EvidenceNeed, NextStep, Outcome } from './diagnosis.ts'
import { type TurnEvent, TurnMode } from './events.ts'
import { Claim } from './evidence.ts'
import { Check, Finding } from './finding.ts'
import { Problem } from './problem.ts'
import { Source } from './source.ts'

/** One sentence of the answer: a claim's id as `basis`, or `inference`. */
const Statement = z.object({ statementId: z.string(), basis: z.string(), text: z.string() })

/** A turn as a whole: what its events add up to. `outcome` is absent while the turn runs. */
export const TurnAnswer = z.object({
  question: z.optional(z.string()),
  mode: TurnMode,
  outcome: z.optional(Outcome),
  headline: z.string(),
  board: Board,
  claims: z.array(Claim),
  statements: z.array(Statement),
  findings: z.array(Finding),
  checks: z.array(Check),
  sources: z.array(Source),
  steps: z.array(NextStep),
  needs: z.array(EvidenceNeed),
  phases: z.record(z.string(), z.string()),
  notExamined: z.array(z.string()),
  degraded: z.array(z.string()),
  collectScript: z.optional(z.string()),
  problems: z.array(Problem),
})
export type TurnAnswer = z.infer<typeof TurnAnswer>

/** The answer before any event. */
export function emptyAnswer(): TurnAnswer {
  return {
    mode: 'both',
    headline: '',
    board: { problems: [], cause: 'analysis' },
    claims: [],
    statements: [],
    findings: [],
    checks: [],
    sources: [],
    steps: [],
    needs: [],
    phases: {},
    notExamined: [],
    degraded: [],
    problems: [],
  }
}

/**
 * The answer after one more event of its turn. Snapshots replace what has the same id, so that a replayed event changes
 * nothing; only `answer-delta` appends, and its caller must not apply one event id twice.
 */
export function applyTurnEvent(answer: TurnAnswer, event: TurnEvent): TurnAnswer {
  switch (event.type) {
    case 'turn-started':
      return { ...answer, mode: event.mode, ...(event.question === undefined ? {} : { question: event.question }) }
    case 'source-progress':
      return answer
    case 'source-ready':
      return { ...answer, sources: replace(answer.sources, event.source) }
    case 'finding-added':
      return { ...answer, findings: replace(answer.findings, event.finding) }
    case 'checks-changed':
      return { ...answer, checks: event.checks }
    case 'phase-changed':
      return { ...answer, phases: { ...answer.phases, [event.phase]: event.result ?? event.state } }
    case 'claim-added':
      return { ...answer, claims: replace(answer.claims, event.claim) }
    case 'board-changed':
      return { ...answer, board: event.board }
    case 'step-added':
      return { ...answer, steps: replace(answer.steps, event.step) }
    case 'need-added':
      return { ...answer, needs: replace(answer.needs, event.need) }
    case 'answer-delta':
      return { ...answer, statements: append(answer.statements, event) }
    case 'answer-end': {
      const { outcome, headline, notExamined, degraded, collectScript } = event
      return { ...answer, outcome, headline, notExamined, degraded, ...(collectScript === undefined ? {} : { collectScript }) }
    }
    case 'error':
      return { ...answer, problems: [...answer.problems, event.problem] }
  }
}

function replace<T extends { readonly id: string }>(list: readonly T[], item: T): T[] {
  const at = list.findIndex(({ id }) => id === item.id)
  return at < 0 ? [...list, item] : list.with(at, item)
}

type Delta = z.infer<typeof Statement>
function append(statements: readonly Delta[], { statementId, basis, text }: Delta): Delta[] {
  const before = statements.find((statement) => statement.statementId === statementId)
  if (!before) return [...statements, { statementId, basis, text }]
  return statements.map((statement) => (statement === before ? { ...before, text: before.text + text } : statement))
}
