// How much longer a turn takes whose knowledge base hangs or was killed, as a ratio to one that is answered; roles as processes of their own.
//   npm run bench:knowledge-away [ROUNDS]     needs the build: npm run build
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createShopIncident } from '@faultmaven/testkit'
import { openSession } from '../../tests/support/client.ts'
import { type Server, startServer } from '../../tests/support/server.ts'

const rounds = Number(process.argv[2] ?? 15)
const incident = createShopIncident({ megabytes: 2 })
const files = incident.files.map(({ name, lines }) => ({ name, content: `${[...lines()].join('\n')}\n` }))
const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-away-'))
const running: Server[] = []

async function role(target: string, ...args: string[]): Promise<Server> {
  const server = await startServer(['--target', target, '--data', path.join(folder, target), ...args])
  running.unshift(server)
  return server
}
const dataProcessing = await role('data-processing')
const knowledge = await role('knowledge-base')
const behind = ['--data-processing-url', dataProcessing.url, '--knowledge-base-url', knowledge.url]
const agent = await role('agent', ...behind)
const session = await openSession(await role('api-gateway', ...behind, '--agent-url', agent.url))

const times = { answered: [] as number[], hanging: [] as number[], killed: [] as number[] }
async function ask(state: keyof typeof times): Promise<void> {
  const started = performance.now()
  const { answer } = await session.ask({ question: incident.question, files })
  times[state].push(performance.now() - started)
  const isDegraded = answer.degraded.length > 0
  if (isDegraded !== (state !== 'answered')) throw new Error(`${state}, and degraded says ${JSON.stringify(answer.degraded)}`)
}

try {
  await session.request(`/v1/knowledge/documents/${randomUUID()}?name=pool.md&scope=user`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: '# Connection slots of PostgreSQL are exhausted\n\nThe pool takes all connection slots: lower its size.\n',
  })
  for (let at = 0; at < 3; at++) await ask('answered')
  times.answered.length = 0
  // In turns: what else the machine does comes and goes.
  for (let at = 0; at < rounds; at++) {
    await ask('answered')
    process.kill(knowledge.pid, 'SIGSTOP')
    await ask('hanging')
    process.kill(knowledge.pid, 'SIGCONT')
  }
  await knowledge.stop('SIGKILL')
  for (let at = 0; at < rounds; at++) await ask('killed')
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
  const answered = median(times.answered)
  for (const state of ['answered', 'hanging', 'killed'] as const) {
    const ms = median(times[state])
    process.stdout.write(`${state.padEnd(9)} median ${ms.toFixed(0)} ms  ${(ms / answered).toFixed(2)} ×\n`)
  }
} finally {
  for (const server of running) await server.stop(server === knowledge ? 'SIGKILL' : 'SIGTERM')
  await rm(folder, { recursive: true, force: true })
}
