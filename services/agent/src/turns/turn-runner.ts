import type { TurnJournal } from '@faultmaven/bundle'
import type { dataProcessing, knowledgeBase } from '@faultmaven/contracts'
import { type Client, ProblemError, systemContext, toProblemError } from '@faultmaven/rpc'
import type { TurnRecord } from '../cases/case-record.ts'
import type { OpenCase } from '../cases/open-case.ts'
import { type ModelDesk, replayModelDesk } from '../model/model-desk.ts'
import type { Recurrences } from '../recurrence/recurrences.ts'
import { followAnalysis } from './follow-analysis.ts'
import { interruptTurn } from './interrupt-turn.ts'
import { TurnOverError } from './turn-log.ts'
import type { TurnRun } from './turn-run.ts'
import { within } from './within.ts'

export type TurnRunner = {
  /** Takes up an attempt: follows its sources into the log. Once for each attempt; an earlier attempt is let go. */
  start(openCase: OpenCase, turn: TurnRecord): void
  /** Investigates an attempt that was taken up, or goes on with one that waits, after the earlier turns of its case. Resolves when it ends or waits; never rejects. */
  investigate(openCase: OpenCase, turn: TurnRecord): Promise<void>
  /** Ends the work for a turn; logs nothing. */
  stop(caseId: string, turnId: string): void
  /** Ends all work for a case and waits for it; logs nothing. */
  stopCase(caseId: string): Promise<void>
  /** Ends all work and waits for it; the turns go on at the next start. */
  close(): Promise<void>
}
type Options = {
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly recurrences: Recurrences
  readonly model?: ModelDesk | undefined
  readonly knowledgeBase?: Client<typeof knowledgeBase> | undefined
  readonly journalOf?: JournalOf | undefined
  readonly investigate: (run: TurnRun) => Promise<void>
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly onError: (error: unknown, place: { readonly caseId: string; readonly turnId: string }) => void
}
/** What a turn took from outside when it was answered before. */
export type JournalOf = (turnId: string) => TurnJournal | undefined
type Active = { readonly run: TurnRun; readonly controller: AbortController; readonly following: Promise<unknown> }

/** Longest that the analysis may take after the whole body has arrived. */
const ANALYSIS_MS = 600_000
const GIVE_UP_PAUSE_MS = 2000

/** The work under way for turns: at most one attempt of each, and one investigation at a time in a case. */
export function createTurnRunner(options: Options): TurnRunner {
  const { dataProcessing, recurrences, knowledgeBase, investigate, now, sleep, onError } = options
  const active = new Map<string, Active>()
  const queues = new Map<string, Promise<void>>()

  function start(openCase: OpenCase, turn: TurnRecord): void {
    const name = nameOf(openCase.caseId, turn.turnId)
    const known = active.get(name)
    if (known?.run.ref.attempt === turn.attempt) return
    known?.controller.abort(new TurnOverError('A later attempt replaced this one'))
    active.set(name, takeUp(openCase, turn))
  }

  function takeUp(openCase: OpenCase, turn: TurnRecord): Active {
    const controller = new AbortController()
    const { signal } = controller
    const context = { ...systemContext({ principal: openCase.state().record.principal }), signal }
    const ref = { turnId: turn.turnId, attempt: turn.attempt }
    const isDone = turn.mode === 'query' || turn.steps.includes('analysed')
    const following = isDone ? Promise.resolve() : followAnalysis({ openCase, ref, dataProcessing, context, now, sleep })
    // Its failure is told by `analysed`; before that nobody listens.
    following.catch(() => {})
    const analysed = () => within(following, ANALYSIS_MS, () => new ProblemError('service.deadline', { detail: SLOW }))
    const replayed = options.journalOf?.(turn.turnId)
    const model = replayed ? replayModelDesk(replayed) : options.model
    const asked = { ...(model && { model }), ...(knowledgeBase && { knowledgeBase }), ...(replayed && { replayed }) }
    const run = { openCase, ref, dataProcessing, recurrences, now, context, analysed, ...asked }
    return { run, controller, following }
  }

  function enqueue(openCase: OpenCase, turn: TurnRecord): Promise<void> {
    const { caseId } = openCase
    start(openCase, turn)
    const started = active.get(nameOf(caseId, turn.turnId))!
    const tail = (queues.get(caseId) ?? Promise.resolve()).then(() => runOne(started))
    queues.set(caseId, tail)
    void tail.then(() => queues.get(caseId) === tail && queues.delete(caseId))
    return tail
  }

  async function runOne(started: Active): Promise<void> {
    const { openCase, ref, context } = started.run
    const name = nameOf(openCase.caseId, ref.turnId)
    try {
      if (!context.signal.aborted) await investigate(started.run)
    } catch (error) {
      if (!context.signal.aborted && !(error instanceof TurnOverError)) await giveUp(started.run, error)
    } finally {
      if (active.get(name) === started) active.delete(name)
    }
  }

  /** Logs the failure, however long the disk that must hold it is full: a turn without an end would hold its readers for ever. */
  async function giveUp({ openCase, ref, context }: TurnRun, error: unknown): Promise<void> {
    const place = { caseId: openCase.caseId, turnId: ref.turnId }
    const problem = toProblemError(error)
    const headline = `The investigation was interrupted: ${problem.message}`
    for (let failure = error; failure !== undefined && !context.signal.aborted;) {
      onError(failure, place)
      failure = await interruptTurn(openCase, ref.turnId, { headline, problem, attempt: ref.attempt }).then(
        () => undefined,
        (again: unknown) => again,
      )
      if (failure !== undefined) await sleep(GIVE_UP_PAUSE_MS, context.signal).catch(() => {})
    }
  }

  function stop(caseId: string, turnId: string): void {
    const name = nameOf(caseId, turnId)
    active.get(name)?.controller.abort(new TurnOverError('The turn was stopped'))
    active.delete(name)
  }

  async function stopCase(caseId: string): Promise<void> {
    const ofCase = [...active.values()].filter(({ run }) => run.openCase.caseId === caseId)
    for (const { run } of ofCase) stop(caseId, run.ref.turnId)
    await settle(ofCase, [queues.get(caseId)])
  }

  async function close(): Promise<void> {
    const all = [...active.values()]
    for (const { run } of all) stop(run.openCase.caseId, run.ref.turnId)
    await settle(all, [...queues.values()])
  }

  return { start, investigate: enqueue, stop, stopCase, close }
}

const SLOW = 'The analysis of the uploaded data takes longer than ten minutes'

function nameOf(caseId: string, turnId: string): string {
  return `${caseId}/${turnId}`
}

async function settle(active: readonly Active[], queues: readonly (Promise<void> | undefined)[]): Promise<void> {
  await Promise.allSettled([...active.map(({ following }) => following), ...queues])
}
