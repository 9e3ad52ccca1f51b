import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { bundle as program, type Server, startServer } from '../support/server.ts'

const PASSPHRASE = 'correct horse battery'
const LOG = Array.from({ length: 200 }, (_, second) => {
  const time = `2026-03-12T10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}Z`
  return second < 100
    ? `${time} INFO wal segment ${second} written`
    : `${time} ERROR write /var/lib/db/wal: No space left on device`
}).join('\n')
const PROXY = '2026-03-12T10:02:30Z ERROR proxy upstream db:5432 refused the connection: Connection refused\n'.repeat(9)
let folder: string
let server: Server
let session: Awaited<ReturnType<typeof openSession>>

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-bundle-'))
  server = await startServer(['--data', path.join(folder, 'data')])
  session = await openSession(server)
}, 120_000)
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const json = { 'content-type': 'application/json' }
const exportBundle = (caseId: string, passphrase: string) =>
  session.request(`/v1/cases/${caseId}/bundle`, { method: 'POST', headers: json, body: JSON.stringify({ passphrase }) })

async function replay(file: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, FAULTMAVEN_PASSPHRASE: PASSPHRASE }
  const child = spawn(process.execPath, [program, 'replay', file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number]
  return { code, output }
}

test('a case of several turns, with words of the user, is exported sealed and replays byte for byte; its receipt names it', async () => {
  const files = [
    { name: 'db.log', content: LOG },
    { name: 'proxy.log.gz', content: new Uint8Array(gzipSync(PROXY)) },
    { name: 'screen.png', content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]) },
  ]
  const { caseId, answer } = await session.ask({ question: 'Why do writes fail?', files })
  const hypothesisId = answer.board.problems[0]?.hypotheses[0]?.id
  const word = { verdict: 'wrong', target: { kind: 'hypothesis', hypothesisId } }
  const said = await session.request(`/v1/cases/${caseId}/feedback/${randomUUID()}`, {
    method: 'PUT',
    headers: json,
    body: JSON.stringify(word),
  })
  expect(said.status).toBe(200)
  await session.ask({ caseId, question: 'How many errors were there?' })
  await session.ask({ caseId, files: [{ name: 'later.log', content: PROXY }] })

  expect((await exportBundle(caseId, 'short')).status).toBe(422)
  expect((await exportBundle(randomUUID(), PASSPHRASE)).status).toBe(404)
  const response = await exportBundle(caseId, PASSPHRASE)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  const sealed = Buffer.from(await response.arrayBuffer())
  for (const secret of ['No space left', 'db.log', 'Why do writes']) expect(sealed.includes(secret)).toBe(false)
  const file = path.join(folder, 'case.fmbundle')
  await writeFile(file, sealed)

  const { code, output } = await replay(file)
  expect(output.match(/^turn \d: the same, byte for byte/gm)).toHaveLength(3)
  expect(code).toBe(0)

  const receipt: { cannotReach: string[] } = await (await session.request(`/v1/cases/${caseId}`, { method: 'DELETE' })).json()
  const sha256 = createHash('sha256').update(sealed).digest('hex')
  expect(receipt.cannotReach.filter((line) => line.includes(sha256))).toHaveLength(1)
}, 180_000)

test('the passphrase and what is exported leave no trace in the data folder or the log', async () => {
  const { caseId } = await session.ask({ question: 'Why?', files: [{ name: 'db.log', content: LOG }] })
  await (await exportBundle(caseId, PASSPHRASE)).arrayBuffer()
  expect(server.output()).not.toContain(PASSPHRASE)
  for (const entry of await readdir(path.join(folder, 'data'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(path.join(entry.parentPath, entry.name))
    for (const secret of [PASSPHRASE, 'No space left']) expect(bytes.includes(secret)).toBe(false)
  }
}, 180_000)
