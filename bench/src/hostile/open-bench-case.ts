import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { createAgent } from '@faultmaven/agent'
import {
  agent,
  applyTurnEvents,
  type Board,
  type CaseEvent,
  dataProcessing,
  emptyAnswer,
  type TurnAnswer,
} from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { createInProcessClient, systemContext } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'
import { createScriptedModel, type ModelScript } from '@faultmaven/testkit'

export type BenchFile = { readonly name: string; readonly lines: readonly string[] }
/** A source under the name by which a model cites it, with its lines as they stand. */
export type NamedSource = BenchFile & { readonly alias: string; readonly starts: readonly number[] }
export type Asked = { readonly answer: TurnAnswer; readonly log: readonly CaseEvent[]; readonly boards: readonly Board[] }
export type BenchCase = {
  readonly sources: readonly NamedSource[]
  /** One turn of the case with this model, or with none. */
  ask(script?: ModelScript): Promise<Asked>
  close(): Promise<void>
}

/** Longest silence that the bench waits for; a person would be given half a minute. */
const LIMITS = { stallMs: 250, wallMs: 4000 }

/** The real roles over memory with the files analysed; each turn asks the same question of the same evidence. */
export async function openBenchCase(question: string, files: readonly BenchFile[]): Promise<BenchCase> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-hostile-'))
  const processing = createDataProcessing({
    kv: createMemoryKv(),
    blob: createDirectoryBlob(folder),
    keyRing: createMemoryKeyRing(),
    now: Date.now,
    tellsEarly: false,
  })
  const evidence = createInProcessClient(dataProcessing, processing.handlers)
  const context = systemContext()
  const caseId = randomUUID()
  const stores = { kv: createMemoryKv(), keyRing: createMemoryKeyRing(), dataProcessing: evidence, modelLimits: LIMITS }
  let script: ModelScript | undefined
  const none: ModelScript = () => []
  const model = createScriptedModel((request, call) => (script ?? none)(request, call))
  const [alone, together] = [createAgent(stores), createAgent({ ...stores, kv: createMemoryKv(), llmGateway: model.client })]

  async function ask(asked?: ModelScript): Promise<Asked> {
    script = asked
    const mind = createInProcessClient(agent, (asked ? together : alone).handlers)
    const turn = { caseId, turnId: randomUUID() }
    const { lastEventId } = await mind.beginTurn({ ...turn, mode: 'query', request: { question } }, context)
    await mind.submitTurn({ ...turn, mode: 'query', bodyDigest: turn.turnId, notExamined: [] }, context)
    const log: CaseEvent[] = []
    for await (const event of mind.caseEvents({ ...turn, after: lastEventId - 1 }, context)) log.push(event)
    const answer = applyTurnEvents(
      emptyAnswer(),
      log.map(({ event }) => event),
    )
    const boards = log.flatMap(({ event }) => (event.type === 'board-changed' ? [event.board] : []))
    return { answer, log, boards }
  }

  const turn = { caseId, turnId: randomUUID() }
  await evidence.openTurn(turn, context)
  for (const [ordinal, { name, lines }] of files.entries()) {
    await evidence.addSource({ ...turn, ordinal, name }, Readable.from([Buffer.from(`${lines.join('\n')}\n`)]), context)
  }
  await evidence.closeTurn(turn, context)
  const { sources } = await evidence.listSources({ caseId }, context)
  return {
    sources: sources.map(({ name }, index) => {
      const file = files.find((one) => one.name === name)
      if (!file) throw new Error(`The case has a source "${name}" that was not sent`)
      return { ...file, alias: `A${index + 1}`, starts: startsOf(file.lines) }
    }),
    ask,
    async close() {
      await alone.close()
      await together.close()
      await processing.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Byte at which each line begins. */
function startsOf(lines: readonly string[]): number[] {
  let at = 0
  return lines.map((line) => {
    const start = at
    at += Buffer.byteLength(line) + 1
    return start
  })
}
