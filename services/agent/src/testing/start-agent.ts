import { randomUUID } from 'node:crypto'
import { agent, type CaseEvent, type knowledgeBase, type TurnMode } from '@faultmaven/contracts'
import { type CallContext, type Client, createInProcessClient } from '@faultmaven/rpc'
import { createMemoryKeyRing, type KeyRing } from '@faultmaven/security'
import { createMemoryKv, type Kv } from '@faultmaven/storage'
import { type AgentOptions, createAgent } from '../agent.ts'
import type { ModelLimits } from '../model/model-limits.ts'
import { createScriptedEvidence } from './scripted-evidence.ts'

export type Ids = { readonly caseId: string; readonly turnId: string }
type Options = {
  readonly kv?: Kv
  readonly keyRing?: KeyRing
  readonly evidence?: ReturnType<typeof createScriptedEvidence>
  readonly llmGateway?: NonNullable<AgentOptions['llmGateway']>
  readonly knowledgeBase?: Client<typeof knowledgeBase>
  readonly modelLimits?: Partial<ModelLimits>
}

export const DIGEST = 'd1'
export const newIds = (caseId: string = randomUUID()): Ids => ({ caseId, turnId: randomUUID() })

/** An agent over memory, with a clock and a sweeper that the test moves. */
export function startAgent({
  kv = createMemoryKv(),
  keyRing = createMemoryKeyRing(),
  evidence = createScriptedEvidence(),
  ...model
}: Options = {}) {
  const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z') }
  const failures: unknown[] = []
  let sweep = () => {}
  const started = createAgent({
    kv,
    keyRing,
    dataProcessing: evidence.client,
    ...model,
    now: () => clock.nowMs,
    onError: (error) => failures.push(error),
    arrivalMs: 50,
    everyMinute(callback) {
      sweep = callback
      return () => {}
    },
  })
  const client = createInProcessClient(agent, started.handlers, { wire: true })
  return { ...started, client, kv, keyRing, evidence, clock, failures, sweep: () => sweep() }
}

export function callAs(userId = 'ada', signal?: AbortSignal): CallContext {
  return { requestId: 'test', principal: { userId, teamIds: [], roles: ['engineer'] }, ...(signal ? { signal } : {}) }
}

type AgentClient = Client<typeof agent>

export async function begin(client: AgentClient, ids: Ids, question: string | undefined, mode: TurnMode) {
  return client.beginTurn({ ...ids, mode, request: question === undefined ? {} : { question } }, callAs())
}

export async function submit(client: AgentClient, ids: Ids, mode: TurnMode, bodyDigest = DIGEST) {
  return client.submitTurn({ ...ids, mode, bodyDigest, notExamined: [] }, callAs())
}

/** Asks with data and reads the turn's log to its end. */
export async function ask(
  client: AgentClient,
  ids: Ids = newIds(),
  question: string | undefined = 'Why is the database down?',
  mode: TurnMode = 'both',
) {
  await begin(client, ids, question, mode)
  await submit(client, ids, mode)
  return { ids, log: await readLog(client, ids) }
}

export async function readLog(client: AgentClient, { caseId, turnId }: Ids, after = 0): Promise<CaseEvent[]> {
  const log: CaseEvent[] = []
  for await (const event of client.caseEvents({ caseId, turnId, after }, callAs())) log.push(event)
  return log
}

export const typesOf = (log: readonly CaseEvent[]): string[] => log.map(({ event }) => event.type)

export function endOf(log: readonly CaseEvent[]) {
  const event = log.at(-1)?.event
  if (event?.type !== 'answer-end') throw new Error(`The log ends with ${event?.type}`)
  return event
}
