import * as z from 'zod/mini'
import { Board, EvidenceNeed, NextStep, Outcome, Phase } from './diagnosis.ts'
import { BundleExport } from './bundle.ts'
import { Claim } from './evidence.ts'
import { Feedback } from './feedback.ts'
import { Check, Finding } from './finding.ts'
import { Id, Instant } from './ids.ts'
import { Problem } from './problem.ts'
import { Source } from './source.ts'
import { AskedQuestion } from './user-question.ts'

export const TurnMode = z.enum(['query', 'data', 'both'])
export type TurnMode = z.infer<typeof TurnMode>

const SourceProgress = z.object({
  type: z.literal('source-progress'),
  sourceId: Id,
  name: z.string(),
  bytes: z.number(),
  records: z.number(),
  state: z.enum(['receiving', 'parsing']),
})
const SourceReady = z.object({ type: z.literal('source-ready'), source: Source })
const FindingAdded = z.object({ type: z.literal('finding-added'), finding: Finding })

/** What data-processing tells about the sources of one turn; `turn-analysed` is last. */
export const AnalysisEvent = z.discriminatedUnion('type', [
  SourceProgress,
  SourceReady,
  FindingAdded,
  z.object({ type: z.literal('turn-analysed'), checks: z.array(Check), notExamined: z.array(z.string()) }),
])
export type AnalysisEvent = z.infer<typeof AnalysisEvent>

/**
 * What the agent tells about a turn, whole (DESIGN §5). All are snapshots, so that applying one twice changes nothing, but for
 * `answer-delta`, which appends, and `turn-started`, which begins the turn anew: a reader applies no event id twice.
 */
export const TurnEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('turn-started'),
    question: z.optional(z.string()),
    expiresAt: Instant,
    mode: TurnMode,
  }),
  SourceProgress,
  SourceReady,
  FindingAdded,
  z.object({ type: z.literal('checks-changed'), checks: z.array(Check) }),
  z.object({
    type: z.literal('phase-changed'),
    phase: Phase,
    state: z.enum(['running', 'done']),
    result: z.optional(z.string()),
  }),
  z.object({ type: z.literal('claim-added'), claim: Claim }),
  z.object({ type: z.literal('board-changed'), board: Board }),
  /** All feedback of the case, oldest first. Logged under the newest turn; the board that follows from it comes with it. */
  z.object({ type: z.literal('feedback-changed'), feedback: z.array(Feedback) }),
  /** What the first line says after feedback, or an answer of the user's; the answer's own stands in its `answer-end`. */
  z.object({ type: z.literal('headline-changed'), headline: z.string(), outcome: Outcome }),
  /** Everything of the case left it, sealed. Logged under the newest turn. */
  z.object({ type: z.literal('bundle-exported'), bundle: BundleExport }),
  /** What the turn asks of the user, told again when that is answered, taken back or weighed. */
  z.object({ type: z.literal('question-changed'), asked: AskedQuestion }),
  z.object({ type: z.literal('step-added'), step: NextStep }),
  z.object({ type: z.literal('need-added'), need: EvidenceNeed }),
  z.object({
    type: z.literal('answer-delta'),
    statementId: z.string(),
    /** A claim's id when the statement is that claim, else `inference`. */
    basis: z.string(),
    text: z.string(),
  }),
  /** The end of the turn; told again when an answer of the user's changed what is concluded. */
  z.object({
    type: z.literal('answer-end'),
    outcome: Outcome,
    /** First line: what is wrong or what to do, in one sentence. */
    headline: z.string(),
    notExamined: z.array(z.string()),
    degraded: z.array(z.string()),
    collectScript: z.optional(z.string()),
  }),
  z.object({ type: z.literal('error'), problem: Problem }),
])
export type TurnEvent = z.infer<typeof TurnEvent>

/**
 * One entry of the case's event log. `eventId` rises by one within the case; only an upload that was cut and sent again leaves a
 * gap where its first attempt stood.
 */
export const CaseEvent = z.object({ eventId: z.number(), turnId: Id, at: Instant, event: TurnEvent })
export type CaseEvent = z.infer<typeof CaseEvent>
