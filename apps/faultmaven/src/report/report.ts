import { Board, Claim, EvidenceNeed, NextStep, Outcome, Source, type TurnAnswer } from '@faultmaven/contracts'
import * as z from 'zod/mini'

/** What a report holds: enough to read it and to check every claim of it against the original files. */
export const Report = z.object({
  format: z.literal('faultmaven-report/1'),
  version: z.string(),
  createdAt: z.string(),
  question: z.optional(z.string()),
  headline: z.string(),
  outcome: z.optional(Outcome),
  board: Board,
  claims: z.array(Claim),
  statements: z.array(z.object({ basis: z.string(), text: z.string() })),
  steps: z.array(NextStep),
  needs: z.array(EvidenceNeed),
  sources: z.array(Source),
  notExamined: z.array(z.string()),
})
export type Report = z.infer<typeof Report>

/** The report of one turn's answer. */
export function makeReport(answer: TurnAnswer, { version, now }: { version: string; now: number }): Report {
  const { question, outcome, headline, board, claims, steps, needs, sources, notExamined } = answer
  return {
    format: 'faultmaven-report/1',
    version,
    createdAt: new Date(now).toISOString(),
    ...(question === undefined ? {} : { question }),
    ...(outcome === undefined ? {} : { outcome }),
    headline,
    board,
    claims,
    statements: answer.statements.map(({ basis, text }) => ({ basis, text })),
    steps,
    needs,
    sources,
    notExamined,
  }
}
