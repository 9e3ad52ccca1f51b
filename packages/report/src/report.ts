import { AskedQuestion, Board, Claim, EvidenceNeed, NextStep, Outcome, Source, type TurnAnswer } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { redactTexts } from './redact-report.ts'
import { timelineOf } from './timeline.ts'

/** What a report holds: enough to read it and to check every claim of it against the original files. */
export const Report = z.object({
  format: z.literal('faultmaven-report/1'),
  version: z.string(),
  createdAt: z.string(),
  question: z.optional(z.string()),
  headline: z.string(),
  outcome: z.optional(Outcome),
  /** What each phase of the investigation came to, by its name. */
  phases: z.record(z.string(), z.string()),
  /** What bears on the causes, in order of time. */
  timeline: z.array(z.object({ at: z.string(), until: z.string(), title: z.string() })),
  board: Board,
  claims: z.array(Claim),
  statements: z.array(z.object({ basis: z.string(), text: z.string() })),
  steps: z.array(NextStep),
  needs: z.array(EvidenceNeed),
  /** What was asked of the user, and what was answered. */
  asked: z.optional(AskedQuestion),
  sources: z.array(Source),
  notExamined: z.array(z.string()),
  /** How many values of each kind stand as placeholders, `<SECRET_1>`; absent when there are none. */
  withheld: z.optional(z.array(z.object({ type: z.string(), values: z.number() }))),
})
export type Report = z.infer<typeof Report>

/**
 * The report of one turn's answer, with placeholders for secrets and for what tells of persons. `now` in Unix milliseconds.
 * @throws {RedactionError} when what must not leave cannot be found in time: then there is no report
 */
export function makeReport(answer: TurnAnswer, { version, now }: { version: string; now: number }): Report {
  const { question, outcome, headline, phases, board, claims, steps, needs, asked, sources, notExamined } = answer
  const { redacted, withheld } = redactTexts({
    format: 'faultmaven-report/1',
    version,
    createdAt: new Date(now).toISOString(),
    ...(question === undefined ? {} : { question }),
    ...(outcome === undefined ? {} : { outcome }),
    headline,
    phases,
    timeline: timelineOf(answer),
    board,
    claims,
    statements: answer.statements.map(({ basis, text }) => ({ basis, text })),
    steps,
    needs,
    ...(asked === undefined ? {} : { asked }),
    sources: sources.map(withoutHistogram),
    notExamined,
  })
  const report = Report.parse(redacted)
  return withheld.length === 0 ? report : { ...report, withheld: [...withheld] }
}

/** Counts for a chart on the page: most of a source's size, and of no use to whoever reads or checks. */
function withoutHistogram({ histogram: _unused, ...source }: Source): Source {
  return source
}
