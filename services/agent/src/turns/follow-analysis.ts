import type { AnalysisEvent, dataProcessing, TurnEvent } from '@faultmaven/contracts'
import { type CallContext, type Client, toProblemError } from '@faultmaven/rpc'
import type { OpenCase } from '../cases/open-case.ts'
import { eachRow, rowText } from '../cases/rows.ts'
import { createBatcher } from './batcher.ts'
import { stateOfFinding, stateOfSource } from './told-state.ts'
import { appendStep, inTurn, requireOpenTurn, TurnOverError, type TurnRef, workRow } from './turn-log.ts'

type Options = {
  readonly openCase: OpenCase
  readonly ref: TurnRef
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly context: CallContext
  readonly now: () => number
  /** Waits between two tries. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}
/** What the log holds already of the sources of the attempt, so that nothing is relayed twice. */
type TurnAnalysed = Extract<AnalysisEvent, { type: 'turn-analysed' }>
type Relayed = {
  /** Sources, and the states of sources and of findings, that were told. */
  readonly arrived: Set<string>
  readonly ready: Set<string>
  readonly findings: Set<string>
  /** When the progress of a source was last told, and of any source. */
  readonly progressAtMs: Map<string, number>
  lastProgressAtMs: number
}

/** Between two progress entries of a source. */
const PROGRESS_EVERY_MS = 250
/** Between two progress entries at all: ten thousand small members need none each. */
const ANY_PROGRESS_EVERY_MS = 50
const FIRST_PAUSE_MS = 25
const MAX_PAUSE_MS = 2000
/** About twenty seconds: a role that restarts is back by then. */
const MAX_FAILURES = 15
/** A bundle of ten thousand members must not wait for the disk ten thousand times; a person does not see 50 ms. */
const BATCH = { maxItems: 256, maxDelayMs: 50 }

/**
 * Relays what becomes of a turn's sources into the case's log until they are analysed. Starts again where the stream broke,
 * and relays nothing twice.
 * @throws {ProblemError} after fifteen failures in a row. A turn that data-processing does not know yet is no failure: the gateway
 * opens it a moment after the agent
 */
export async function followAnalysis(options: Options): Promise<void> {
  let failures = 0
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      if (await followOnce(options)) return
      failures = 0
    } catch (error) {
      if (options.context.signal?.aborted || error instanceof TurnOverError) throw error
      const problem = toProblemError(error)
      if (!canPass(problem.code)) throw problem
      if (problem.code !== 'turn.not_found' && ++failures >= MAX_FAILURES) throw problem
    }
    await options.sleep(pauseMs, options.context.signal)
  }
}

/** @returns whether the sources are analysed; false when the stream ended before */
async function followOnce({ openCase, ref, dataProcessing, context, now }: Options): Promise<boolean> {
  // Read anew each time: what a failed write took back must be relayed again.
  const relayed = await readRelayed(openCase, ref)
  const batcher = createBatcher<TurnEvent>({ ...BATCH, write: (events) => appendEvents(openCase, ref, events) })
  try {
    for await (const event of dataProcessing.watchTurn({ caseId: openCase.caseId, turnId: ref.turnId }, context)) {
      if (event.type === 'turn-analysed') {
        await batcher.flush()
        await appendAnalysis(openCase, ref, event)
        return true
      }
      if (isWorthRelaying(relayed, event, now())) await batcher.add(event)
    }
    await batcher.flush()
    return false
  } finally {
    // Whatever broke the watch: nothing of this one may be written after the next has read the log.
    await batcher.flush().catch(() => {})
  }
}

/** Another try may find the service up again, or the turn opened. */
function canPass(code: string): boolean {
  return code === 'turn.not_found' || code === 'case.not_found' || code.startsWith('service.')
}

async function appendEvents(openCase: OpenCase, ref: TurnRef, events: readonly TurnEvent[]): Promise<void> {
  await openCase.change(({ record }) => {
    requireOpenTurn(record, ref)
    return { events: inTurn(ref, events) }
  })
}

async function appendAnalysis(openCase: OpenCase, ref: TurnRef, { checks, notExamined }: TurnAnalysed): Promise<void> {
  const rows = [workRow(ref, 'analysis', { notExamined })]
  await appendStep(openCase, ref, 'analysed', { events: [{ type: 'checks-changed', checks }], rows })
}

function isWorthRelaying(relayed: Relayed, event: Exclude<AnalysisEvent, TurnAnalysed>, nowMs: number): boolean {
  if (event.type === 'source-ready') {
    relayed.arrived.add(event.source.id)
    return isNew(relayed.ready, stateOfSource(event.source))
  }
  if (event.type === 'finding-added') return isNew(relayed.findings, stateOfFinding(event.finding))
  return isWorthTelling(relayed, event.sourceId, nowMs)
}

function isNew(ids: Set<string>, id: string): boolean {
  const size = ids.size
  return ids.add(id).size > size
}

function isWorthTelling(relayed: Relayed, sourceId: string, nowMs: number): boolean {
  const { arrived, progressAtMs, lastProgressAtMs } = relayed
  if (arrived.has(sourceId) || nowMs - lastProgressAtMs < ANY_PROGRESS_EVERY_MS) return false
  if (nowMs - (progressAtMs.get(sourceId) ?? 0) < PROGRESS_EVERY_MS) return false
  progressAtMs.set(sourceId, nowMs)
  relayed.lastProgressAtMs = nowMs
  return true
}

async function readRelayed({ rows }: OpenCase, { turnId }: TurnRef): Promise<Relayed> {
  const relayed: Relayed = {
    arrived: new Set(),
    ready: new Set(),
    findings: new Set(),
    progressAtMs: new Map(),
    lastProgressAtMs: 0,
  }
  for await (const { value } of eachRow(rows, 'event/')) {
    const entry: { turnId: string; event: TurnEvent } = JSON.parse(rowText(value))
    if (entry.turnId === turnId) note(relayed, entry.event)
  }
  return relayed
}

function note({ arrived, ready, findings }: Relayed, event: TurnEvent): void {
  if (event.type === 'source-ready') {
    arrived.add(event.source.id)
    ready.add(stateOfSource(event.source))
  }
  if (event.type === 'finding-added') findings.add(stateOfFinding(event.finding))
}
