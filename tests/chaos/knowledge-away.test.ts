import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { createShopIncident } from '@faultmaven/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { type Server, startServer } from '../support/server.ts'

const incident = createShopIncident({ megabytes: 2 })
const files = incident.files.map(({ name, lines }) => ({ name, content: `${[...lines()].join('\n')}\n` }))
const running: Server[] = []
let folder: string
let knowledge: Server
let session: Awaited<ReturnType<typeof openSession>>

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-away-'))
  const role = async (target: string, ...args: string[]) => {
    const server = await startServer(['--target', target, '--data', path.join(folder, target), ...args])
    running.unshift(server)
    return server
  }
  const dataProcessing = await role('data-processing')
  knowledge = await role('knowledge-base')
  const behind = ['--data-processing-url', dataProcessing.url, '--knowledge-base-url', knowledge.url]
  const agent = await role('agent', ...behind)
  session = await openSession(await role('api-gateway', ...behind, '--agent-url', agent.url))
})
afterAll(async () => {
  for (const server of running) await server.stop(server === knowledge ? 'SIGKILL' : 'SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

async function ask() {
  const { answer } = await session.ask({ question: incident.question, files })
  return answer
}
const addRunbook = () =>
  session.request(`/v1/knowledge/documents/${randomUUID()}?name=pool.md&scope=user`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: '# Connection slots of PostgreSQL are exhausted\n\nThe pool takes all connection slots: lower its size.\n',
  })
const titlesOf = ({ board }: Awaited<ReturnType<typeof ask>>) =>
  board.problems.map(({ hypotheses }) => hypotheses.map(({ title }) => title))

// How much longer it takes then is measured by `npm run bench:knowledge-away`.
test('a turn ends right while the knowledge base hangs, and after it was killed', async () => {
  expect((await addRunbook()).ok).toBe(true)
  // The first turn waits for what starts with it.
  await ask()
  const whole = await ask()
  expect(whole.degraded).toEqual([])
  process.kill(knowledge.pid, 'SIGSTOP')
  const hanging = await ask()
  await knowledge.stop('SIGKILL')
  const killed = await ask()

  for (const answer of [hanging, killed]) {
    expect(titlesOf(answer)).toEqual(titlesOf(whole))
    expect(answer.outcome).toBe(whole.outcome)
    expect(answer.degraded).toEqual([expect.stringMatching(/^No runbook was looked for: the knowledge base could not be asked/)])
  }
})
