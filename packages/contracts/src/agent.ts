import * as z from 'zod/mini'
import { Outcome } from './diagnosis.ts'
import { ExportBundleRequest } from './bundle.ts'
import { CaseEvent, TurnMode } from './events.ts'
import { FeedbackList, GivenFeedback } from './feedback.ts'
import { Id, Instant } from './ids.ts'
import { ModelRegion } from './llm-gateway.ts'
import { contract, download, stream, unary } from './operation.ts'
import { Recurrence } from './recurrence.ts'
import { draftRunbook } from './runbook-draft.ts'
import { AskedQuestion } from './user-question.ts'

/** The JSON part named `turn` of the single call. Everything is optional: a turn without it is data only. */
export const TurnRequest = z.object({
  question: z.optional(z.string().check(z.maxLength(100_000))),
  /** IANA zone of the user, for "since 3 o'clock". */
  timeZone: z.optional(z.string().check(z.maxLength(64))),
  /** Only models of this region are asked about the case from this turn on. @default as before */
  modelRegion: z.optional(ModelRegion),
  /** How long the case lives after this turn. 1 h to 30 days. @default 24 h */
  retentionHours: z.optional(z.number().check(z.gte(1), z.lte(720))),
})
export type TurnRequest = z.infer<typeof TurnRequest>

/** `receiving`: sources are arriving; `running`: the graph works; the others are ends. */
export const TurnState = z.enum(['receiving', 'running', 'answered', 'interrupted'])
export const TurnSummary = z.object({
  turnId: Id,
  state: TurnState,
  mode: TurnMode,
  question: z.optional(z.string()),
  outcome: z.optional(Outcome),
  startedAt: Instant,
})
export const CaseSummary = z.object({
  caseId: Id,
  createdAt: Instant,
  expiresAt: Instant,
  title: z.string(),
  lastEventId: z.number(),
  turns: z.array(TurnSummary),
})
export type CaseSummary = z.infer<typeof CaseSummary>

/** What stays of a deleted case, and what deletion cannot reach. */
export const Receipt = z.object({
  caseId: Id,
  createdAt: Instant,
  deletedAt: Instant,
  reason: z.enum(['user', 'expired']),
  turns: z.number(),
  keysDestroyed: z.array(z.string()),
  sealedBytes: z.number(),
  cannotReach: z.array(z.string()),
})
export type Receipt = z.infer<typeof Receipt>

/** Cases, their turns and event logs; runs the investigation. */
export const agent = contract({
  name: 'agent',
  version: '1',
  operations: {
    beginTurn: unary({
      method: 'PUT',
      path: '/internal/agent/cases/{caseId}/turns/{turnId}',
      summary: 'Make the case if new, log turn-started and follow its analysis; says so when the turn was seen before',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ caseId: Id, turnId: Id, request: TurnRequest, mode: TurnMode }),
      /** `bodyDigest` is set when the turn was submitted before: the caller compares. */
      output: z.object({ state: TurnState, bodyDigest: z.optional(z.string()), lastEventId: z.number(), expiresAt: Instant }),
    }),
    submitTurn: unary({
      method: 'POST',
      path: '/internal/agent/cases/{caseId}/turns/{turnId}/submit',
      summary: 'The whole body has arrived: start the investigation',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ caseId: Id, turnId: Id, bodyDigest: z.string(), mode: TurnMode, notExamined: z.array(z.string()) }),
      output: z.object({ state: TurnState }),
    }),
    interruptTurn: unary({
      method: 'POST',
      path: '/internal/agent/cases/{caseId}/turns/{turnId}/interrupt',
      summary: 'The body was cut or the user stopped the turn: log it as interrupted',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ caseId: Id, turnId: Id, why: z.string() }),
      output: z.object({ state: TurnState }),
    }),
    caseEvents: stream({
      method: 'GET',
      path: '/internal/agent/cases/{caseId}/events',
      summary:
        'The event log after an id, and on; ends with the turn when one is named; waits up to 10 s for a case that is not there yet',
      scope: 'case:read',
      input: z.object({ caseId: Id, after: z.optional(z.coerce.number()), turnId: z.optional(Id) }),
      event: CaseEvent,
    }),
    getCase: unary({
      method: 'GET',
      path: '/internal/agent/cases/{caseId}',
      summary: 'A case and its turns',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: CaseSummary,
    }),
    listCases: unary({
      method: 'GET',
      path: '/internal/agent/cases',
      summary: 'The cases of the caller, newest first',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ cases: z.array(CaseSummary) }),
    }),
    giveFeedback: unary({
      method: 'PUT',
      path: '/internal/agent/cases/{caseId}/feedback/{feedbackId}',
      summary: 'Say that a cause or claim is right or wrong, or what a step did; the board follows at once',
      scope: 'case:write',
      idempotent: true,
      input: z.extend(GivenFeedback, { caseId: Id, feedbackId: Id }),
      output: FeedbackList,
    }),
    undoFeedback: unary({
      method: 'POST',
      path: '/internal/agent/cases/{caseId}/feedback/undo',
      summary: 'Take back one word, or all of the case; the board is as if it had never been said',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ caseId: Id, feedbackId: z.optional(Id) }),
      output: FeedbackList,
    }),
    listFeedback: unary({
      method: 'GET',
      path: '/internal/agent/cases/{caseId}/feedback',
      summary: 'What was said of the case, oldest first, undone words included',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: FeedbackList,
    }),
    exportBundle: download({
      method: 'POST',
      path: '/internal/agent/cases/{caseId}/bundle',
      summary:
        'What a case was asked, given and answered, without what live sources answered, sealed to a passphrase, to be replayed; noted in the log and in the receipt of the case',
      scope: 'case:write',
      contentType: 'application/octet-stream',
      input: ExportBundleRequest,
    }),
    answerQuestion: unary({
      method: 'PUT',
      path: '/internal/agent/cases/{caseId}/turns/{turnId}/answer',
      summary: 'Answer what a turn asks, or take the answer back; the investigation goes on with it at once',
      scope: 'case:write',
      idempotent: true,
      /** `value` is one of the choices; absent takes back what was said. */
      input: z.object({ caseId: Id, turnId: Id, value: z.optional(z.string().check(z.maxLength(40))) }),
      output: z.object({ asked: AskedQuestion, lastEventId: z.number() }),
    }),
    draftRunbook,
    listRecurrences: unary({
      method: 'GET',
      path: '/internal/agent/recurrences',
      summary: 'The solved cases that left their hashes, oldest first',
      scope: 'case:read',
      input: z.object({}),
      output: z.object({ recurrences: z.array(Recurrence) }),
    }),
    forgetRecurrences: unary({
      method: 'DELETE',
      path: '/internal/agent/recurrences',
      summary: 'Forget one solved case, or all of yours',
      scope: 'case:write',
      idempotent: true,
      input: z.object({ recurrenceId: z.optional(Id) }),
      output: z.object({ forgotten: z.number() }),
    }),
    getReceipt: unary({
      method: 'GET',
      path: '/internal/agent/receipts/{caseId}',
      summary: 'The receipt of a deleted case',
      scope: 'case:read',
      input: z.object({ caseId: Id }),
      output: Receipt,
    }),
    deleteCase: unary({
      method: 'DELETE',
      path: '/internal/agent/cases/{caseId}',
      summary: 'End a case now: shred its keys in every role and leave a receipt',
      scope: 'case:delete',
      idempotent: true,
      timeoutMs: 120_000,
      input: z.object({ caseId: Id }),
      output: Receipt,
    }),
  },
})
