import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { createAgent } from '@faultmaven/agent'
import { agent, applyTurnEvents, dataProcessing, emptyAnswer, llmGateway, type TurnEvent } from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { createLlmGateway } from '@faultmaven/llm-gateway'
import { createInProcessClient } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'
import { afterEach, expect, test } from 'vitest'
import { offlineContext } from '../roles/offline-case.ts'
import { readModels } from './read-models.ts'

const context = offlineContext()
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

/** A provider that notes all it gets: it first wants to see lines, then answers. */
async function startProvider() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      bodies.push(body)
      answer(response, bodies.length)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { bodies, port: typeof address === 'object' && address ? address.port : 0 }
}

function answer(response: ServerResponse, request: number): void {
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  const call = { name: 'search_evidence', arguments: '{"text":"mount"}' }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (request === 1)
    response.write(chunk({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: call }] }) + chunk({}, 'tool_calls'))
  else response.write(chunk({ content: '{"hypotheses":[],"statements":[]}' }) + chunk({}, 'stop'))
  response.end('data: [DONE]\n\n')
}

async function startRoles(port: number) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-names-'))
  open.push(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'models.json')
  const model = {
    name: 'main',
    provider: 'openai-compatible',
    model: 'm',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    contextTokens: 32_000,
  }
  await writeFile(file, JSON.stringify({ models: [model] }))
  const stores = () => ({ kv: createMemoryKv(), keyRing: createMemoryKeyRing() })
  const processing = createDataProcessing({ ...stores(), blob: createDirectoryBlob(folder), now: Date.now })
  const gateway = createLlmGateway({ ...stores(), settings: await readModels(file, {}) })
  const evidence = createInProcessClient(dataProcessing, processing.handlers, { wire: true })
  const models = createInProcessClient(llmGateway, gateway.handlers, { wire: true })
  const mind = createAgent({ ...stores(), dataProcessing: evidence, llmGateway: models })
  open.push(
    () => processing.close(),
    () => gateway.close(),
    () => mind.close(),
  )
  return { evidence, mind: createInProcessClient(agent, mind.handlers, { wire: true }) }
}

const LOG = [
  'Nov  3 03:10:01 vault-tromso-7 sshd[811]: Failed password for qbergstrom from 203.0.113.9 port 22 ssh2',
  'Nov  3 03:10:09 vault-tromso-7 app[12]: ERROR cannot mount the share of qbergstrom on vault-tromso-7: No space left on device',
  'Nov  3 03:10:19 vault-tromso-7 app[12]: ERROR cannot mount the share of qbergstrom on vault-tromso-7: No space left on device',
]

test('what the evidence calls a host or an account never leaves, in a prompt, a result of a tool or a question', async () => {
  const { bodies, port } = await startProvider()
  const { evidence, mind } = await startRoles(port)
  const turn = { caseId: randomUUID(), turnId: randomUUID() }
  const request = { question: 'Why can qbergstrom not mount on vault-tromso-7?' }
  const { lastEventId } = await mind.beginTurn({ ...turn, mode: 'both', request }, context)
  await evidence.addSource({ ...turn, ordinal: 0, name: 'syslog' }, Readable.from([Buffer.from(`${LOG.join('\n')}\n`)]), context)
  await evidence.closeTurn(turn, context)
  await mind.submitTurn({ ...turn, mode: 'both', bodyDigest: turn.turnId, notExamined: [] }, context)
  const events: TurnEvent[] = []
  for await (const { event } of mind.caseEvents({ ...turn, after: lastEventId - 1 }, context)) events.push(event)
  const { question, degraded } = applyTurnEvents(emptyAnswer(), events)

  const sent = bodies.join('\n')
  expect(bodies.length).toBeGreaterThanOrEqual(3)
  for (const name of ['vault-tromso-7', 'qbergstrom', '203.0.113.9']) expect(sent).not.toContain(name)
  expect(sent).toContain('cannot mount the share of <USER_1> on <HOST_1>')
  expect({ question, degraded }).toMatchObject({ question: request.question, degraded: [] })
})
