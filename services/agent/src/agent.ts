import { setTimeout as sleepFor } from 'node:timers/promises'
import type { agent, dataProcessing, knowledgeBase, llmGateway } from '@faultmaven/contracts'
import { type Client, type Handlers, ProblemError } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import { createAwaitCase } from './cases/await-case.ts'
import { readCaseEvents } from './cases/case-events.ts'
import { createCaseIndex } from './cases/case-index.ts'
import { toSummary } from './cases/case-record.ts'
import { createCases } from './cases/cases.ts'
import { createDeletions, readReceipt } from './deletion/delete-case.ts'
import { sweepCases } from './deletion/sweep.ts'
import { answerQuestion } from './asking/answer-question.ts'
import { giveFeedback, listFeedback, undoFeedback } from './feedback/feedback.ts'
import { investigate } from './graph/investigate.ts'
import { type ConclusionsBy, exportBundle } from './bundle/export-bundle.ts'
import { createRecurrences } from './recurrence/recurrences.ts'
import { createModelDesk, type ModelGateway } from './model/model-desk.ts'
import { MODEL_LIMITS, type ModelLimits } from './model/model-limits.ts'
import { recoverCases } from './recover-cases.ts'
import { beginTurn } from './turns/begin-turn.ts'
import { interruptTurn } from './turns/interrupt-turn.ts'
import { submitTurn } from './turns/submit-turn.ts'
import { draftRunbook } from './runbooks/draft-runbook.ts'
import { createTurnRunner, type JournalOf } from './turns/turn-runner.ts'

export type AgentOptions = {
  readonly kv: Kv
  readonly keyRing: KeyRing
  readonly dataProcessing: Client<typeof dataProcessing>
  /** Absent: every investigation is done without a model. */
  readonly llmGateway?: ModelGateway & Pick<Client<typeof llmGateway>, 'deleteCase'>
  /** Absent: no runbook is looked for. */
  readonly knowledgeBase?: Client<typeof knowledgeBase>
  /** What a model may use up in a turn. */
  readonly modelLimits?: Partial<ModelLimits>
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number
  /** Told of every failure that no caller sees, with ids only. */
  readonly onError?: (error: unknown, place: { readonly caseId: string; readonly turnId?: string }) => void
  /** Calls back again and again; returns how to stop. @default a timer, every minute */
  readonly everyMinute?: (callback: () => void) => () => void
  /** How long `caseEvents` waits for a case that is not there yet. @default 10 000 */
  readonly arrivalMs?: number
  /** With what this agent concludes, for bundles; without it none is made. */
  readonly conclusions?: ConclusionsBy
  /** For a replay: what a turn took from outside when it was answered before. Nothing is asked of a model then. */
  readonly journalOf?: JournalOf
}
export type Agent = {
  readonly handlers: Handlers<typeof agent>
  /** Before the first call: takes up what a kill cut. Turns that were running go on, uploads that were cut are told. */
  recover(): Promise<void>
  /** Ends all work and waits for it; running turns go on at the next start. Closes neither `kv` nor the key ring. */
  close(): Promise<void>
}

/** Cases with their turns and event logs; runs the investigation (DESIGN §5). */
export function createAgent(options: AgentOptions): Agent {
  const { kv, keyRing, dataProcessing, now = Date.now, onError = () => {}, everyMinute = startTimer } = options
  const index = createCaseIndex(kv)
  const cases = createCases({ kv, keyRing, index, now })
  const awaitCase = createAwaitCase(cases, { waitMs: options.arrivalMs ?? 10_000 })
  const model = options.llmGateway && createModelDesk(options.llmGateway, { ...MODEL_LIMITS, ...options.modelLimits })
  const recurrences = createRecurrences({ kv, keyRing, now })
  const { journalOf, knowledgeBase } = options
  const runner = createTurnRunner({
    dataProcessing,
    recurrences,
    model,
    knowledgeBase,
    journalOf,
    investigate,
    now,
    sleep,
    onError,
  })
  const parts = { kv, keyRing, index, cases, runner, dataProcessing, recurrences, now, llmGateway: options.llmGateway }
  const deletions = createDeletions(parts)
  const stopSweeping = everyMinute(() => void sweepCases({ cases, index, now, deletions, onError }))

  const handlers: Handlers<typeof agent> = {
    beginTurn: (input, context) => beginTurn(parts, input, context),
    submitTurn: (input, context) => submitTurn(parts, input, context),
    async interruptTurn({ caseId, turnId, why }, { principal }) {
      const turn = await interruptTurn(await cases.find(caseId, principal), turnId, { headline: why })
      if (!turn) throw new ProblemError('turn.not_found')
      runner.stop(caseId, turnId)
      return { state: turn.state }
    },
    async *caseEvents({ caseId, after, turnId }, { principal, signal }) {
      yield* readCaseEvents(await awaitCase(caseId, principal, signal), { after, turnId, signal })
    },
    async getCase({ caseId }, { principal }) {
      const { record, lastEventId } = (await cases.find(caseId, principal)).state()
      return toSummary(record, lastEventId)
    },
    async listCases(_input, { principal }) {
      const found = await cases.listOf(principal)
      return { cases: found.map((one) => one.state()).map(({ record, lastEventId }) => toSummary(record, lastEventId)) }
    },
    giveFeedback: (input, context) => giveFeedback(parts, input, context),
    undoFeedback: (input, context) => undoFeedback(parts, input, context),
    listFeedback: (input, context) => listFeedback(parts, input, context),
    exportBundle: (input, context) => exportBundle(parts, options.conclusions, input, context),
    answerQuestion: (input, context) => answerQuestion(parts, input, context),
    draftRunbook: (input, context) => draftRunbook(parts, input, context),
    listRecurrences: async (_input, { principal }) => ({ recurrences: await recurrences.list(principal.userId) }),
    forgetRecurrences: async ({ recurrenceId }, { principal }) => ({
      forgotten: await recurrences.forget(principal.userId, recurrenceId),
    }),
    async getReceipt({ caseId }, { principal }) {
      const receipt = await readReceipt(kv, caseId, principal.userId)
      if (!receipt) throw new ProblemError('case.not_found')
      return receipt
    },
    async deleteCase({ caseId }, { principal }) {
      const entry = await index.get(caseId)
      if (entry?.userId === principal.userId) return deletions.end(entry, 'user')
      const receipt = await readReceipt(kv, caseId, principal.userId)
      if (!receipt) throw new ProblemError('case.not_found')
      return receipt
    },
  }

  async function close(): Promise<void> {
    stopSweeping()
    await runner.close()
  }

  const recover = () => recoverCases({ index, cases, runner, deletions, onError })
  return { handlers, recover, close }
}

function startTimer(callback: () => void): () => void {
  const timer = setInterval(callback, 60_000).unref()
  return () => clearInterval(timer)
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, signal ? { signal } : {})
}
