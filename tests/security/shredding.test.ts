import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { startServer } from '../support/server.ts'

const PLANTED = {
  question: 'zanzibar-question-7731',
  fileName: 'quokka-file-4419.log',
  line: 'marmalade-secret-9057',
  member: 'wombat-member-2283.log',
}
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-shred-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('planted strings are in no file before deletion, and cannot be had from an old copy without keys plus the new keys', async () => {
  const data = path.join(folder, 'data')
  let server = await startServer(['--data', data])
  const session = await openSession(server)
  const log = Array.from(
    { length: 400 },
    (_, index) => `2026-11-03T03:1${index % 10}:00Z ERROR ${PLANTED.line} disk full on /var ${index}`,
  )
  const { caseId, answer } = await session.ask({
    question: `Why? ${PLANTED.question}`,
    files: [
      { name: PLANTED.fileName, content: `${log.join('\n')}\n` },
      { name: `${PLANTED.member}.gz`, content: gzipSync(`${log.join('\n')}\n`) },
    ],
  })
  expect(JSON.stringify(answer)).toContain(PLANTED.line)
  expect(await filesHolding(data)).toEqual([])

  const copy = path.join(folder, 'copy')
  await cp(data, copy, { recursive: true, filter: (source) => path.basename(source) !== 'keys' })
  const deleted = await session.request(`/v1/cases/${caseId}`, { method: 'DELETE' })
  expect(deleted.status).toBe(200)
  const receipt = (await deleted.json()) as { keysDestroyed: string[] }
  expect(receipt.keysDestroyed.length).toBeGreaterThanOrEqual(2)
  await server.stop()
  expect(await filesHolding(data)).toEqual([])

  // Whoever has the old copy and today's keys: run the product itself on them, the best tool there is to open its own files.
  await cp(path.join(data, 'keys'), path.join(copy, 'keys'), { recursive: true })
  await rm(path.join(copy, 'claim'), { force: true })
  server = await startServer(['--data', copy])
  const thief = await openSession(server)
  const recovered = await thief.request(`/v1/cases/${caseId}`)
  expect(recovered.status).toBe(404)
  expect(await (await thief.request(`/v1/cases/${caseId}/sources`)).text()).not.toContain(PLANTED.fileName)
  await server.stop()
  expect(await filesHolding(copy)).toEqual([])
})

test('ending a case leaves a receipt and nothing else that can be asked for', async () => {
  const server = await startServer(['--data', path.join(folder, 'receipt')])
  const session = await openSession(server)
  const { caseId } = await session.ask({ files: [{ name: 'a.log', content: 'ERROR disk full\n' }] })
  expect((await session.request(`/v1/cases/${caseId}`, { method: 'DELETE' })).status).toBe(200)
  expect((await session.request(`/v1/cases/${caseId}`)).status).toBe(404)
  const receipt = (await (await session.request(`/v1/receipts/${caseId}`)).json()) as Record<string, unknown>
  expect(receipt).toMatchObject({ caseId, reason: 'user', turns: 1 })
  await server.stop()
})

/** Files below `where` whose name or bytes hold a planted string as UTF-8, UTF-16 or base64. */
async function filesHolding(where: string): Promise<string[]> {
  const needles = Object.values(PLANTED).flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.from(' '.repeat(shift) + text)
          .toString('base64')
          .slice(4, -4),
      ),
    ),
  ])
  const entries = await readdir(where, { recursive: true, withFileTypes: true })
  const holding: string[] = []
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = path.join(entry.parentPath, entry.name)
    const bytes = await readFile(file)
    if (needles.some((needle) => bytes.includes(needle)) || Object.values(PLANTED).some((text) => file.includes(text)))
      holding.push(file)
  }
  return holding
}
