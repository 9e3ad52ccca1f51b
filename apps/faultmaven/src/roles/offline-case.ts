import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { type AgentOptions, createAgent } from '@faultmaven/agent'
import {
  agent,
  applyTurnEvents,
  concludedAnswer,
  dataProcessing,
  emptyAnswer,
  PASTED_NAME,
  splitPastedText,
  type TurnAnswer,
  type TurnEvent,
} from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { builtWorkers, readWorkers } from './built-workers.ts'
import { type CallContext, createInProcessClient, toProblemError } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'

export type OfflineFile = { readonly name: string; readonly open: () => Readable }
export type OfflineQuestion = {
  readonly question?: string | undefined
  /** IANA zone of the user. */
  readonly timeZone?: string | undefined
  /** @default a new one */
  readonly turnId?: string
  /** The clock stands still while a turn is answered, so that it can be answered the same again. Unix milliseconds, @default now */
  readonly askedAtMs?: number
  readonly files: readonly OfflineFile[]
  readonly onBytes?: (bytes: number, name: string) => void
}
/** Unix milliseconds; each role has its own, as on a server. */
type OfflineClock = { agentMs: number; evidenceMs: number }
type Turn = { readonly caseId: string; readonly turnId: string }

/**
 * The same roles as the server, in this process: keys and state in memory, sealed frames in a temporary folder that `close`
 * removes. One case; each `ask` is a turn of it.
 */
export async function createOfflineCase({
  signatures = true,
  workers = readWorkers(undefined),
  caseId = randomUUID(),
  ...agentOptions
}: {
  readonly signatures?: boolean
  /** Threads that read logs: as many files are read at once. */
  readonly workers?: number
  readonly caseId?: string
} & Pick<AgentOptions, 'conclusions' | 'journalOf' | 'llmGateway' | 'modelLimits'> = {}) {
  const clock: OfflineClock = { agentMs: Date.now(), evidenceMs: Date.now() }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-'))
  const processing = createDataProcessing({
    kv: createMemoryKv(),
    blob: createDirectoryBlob(folder),
    keyRing: createMemoryKeyRing(),
    now: () => clock.evidenceMs,
    signatures,
    // Only a bundle is made of them.
    keepsUploads: agentOptions.conclusions !== undefined,
    // Nobody looks before the answer is there.
    tellsEarly: false,
    ...builtWorkers({ workers }),
  })
  const evidence = createInProcessClient(dataProcessing, processing.handlers)
  const mind = createAgent({
    kv: createMemoryKv(),
    keyRing: createMemoryKeyRing(),
    dataProcessing: evidence,
    now: () => clock.agentMs,
    ...agentOptions,
  })
  const investigation = createInProcessClient(agent, mind.handlers)
  async function ask(asked: OfflineQuestion): Promise<TurnAnswer> {
    const { question, timeZone, turnId = randomUUID() } = asked
    clock.agentMs = asked.askedAtMs ?? Date.now()
    clock.evidenceMs = clock.agentMs
    const { pasted } = splitPastedText(question ?? '')
    const files =
      pasted === '' ? asked.files : [...asked.files, { name: PASTED_NAME, open: () => Readable.from([Buffer.from(pasted)]) }]
    const turn = { caseId, turnId }
    const context = offlineContext()
    const mode = question ? (files.length > 0 ? 'both' : 'query') : 'data'
    const { lastEventId } = await investigation.beginTurn(
      { ...turn, mode, request: { ...(question ? { question } : {}), ...(timeZone ? { timeZone } : {}) } },
      context,
    )
    const notExamined = mode === 'query' ? [] : await sendFiles({ ...asked, files }, turn, context)
    await investigation.submitTurn({ ...turn, mode, bodyDigest: turn.turnId, notExamined }, context)
    const events: TurnEvent[] = []
    for await (const { event } of investigation.caseEvents({ ...turn, after: lastEventId - 1 }, context)) events.push(event)
    return applyTurnEvents(emptyAnswer(), events)
  }

  /** @returns what was not examined, in sentences */
  async function sendFiles({ files, onBytes }: OfflineQuestion, turn: Turn, context: CallContext): Promise<string[]> {
    const troubles: (string | undefined)[] = []
    const waiting = [...files.entries()]
    const sendNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [ordinal, { name, open }] = next
        const body = open()
        body.on('data', (chunk: Buffer) => onBytes?.(chunk.length, name))
        body.pause()
        await evidence.addSource({ ...turn, ordinal, name }, body, context).catch((error: unknown) => {
          troubles[ordinal] = `${name}: ${toProblemError(error).message}`
        })
      }
    }
    await Promise.all(Array.from({ length: Math.max(1, workers) }, sendNext))
    await evidence.closeTurn(turn, context)
    return troubles.filter((trouble) => trouble !== undefined)
  }

  /** What the turns have come to by now, by their ids, all later words included. */
  async function answers(): Promise<Map<string, TurnAnswer>> {
    const context = offlineContext()
    const { findings } = await evidence.listFindings({ caseId }, context).catch(() => ({ findings: [] }))
    const { lastEventId } = await investigation.getCase({ caseId }, context)
    const events = new Map<string, TurnEvent[]>()
    for await (const { eventId, turnId, event } of investigation.caseEvents({ caseId }, context)) {
      const ofTurn = events.get(turnId) ?? []
      events.set(turnId, ofTurn)
      ofTurn.push(event)
      if (eventId >= lastEventId) break
    }
    return new Map([...events].map(([turnId, ofTurn]) => [turnId, concludedAnswer(ofTurn, findings)]))
  }

  const exportBundle = (passphrase: string) => investigation.exportBundle({ caseId, passphrase }, offlineContext())

  async function close(): Promise<void> {
    await mind.close()
    await processing.close()
    await rm(folder, { recursive: true, force: true })
  }

  return { caseId, clock, evidence, investigation, ask, answers, exportBundle, close }
}

/** The user at the terminal: there is nobody else in the process. */
export function offlineContext(): CallContext {
  return { requestId: randomUUID(), principal: { userId: 'local', teamIds: [], roles: ['admin'] } }
}
