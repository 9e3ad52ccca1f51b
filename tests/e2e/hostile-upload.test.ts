import { gzipSync } from 'node:zlib'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TurnAnswer } from '@faultmaven/contracts'
import { openSession, type Upload } from '../support/client.ts'
import { type Server, startServer } from '../support/server.ts'

let folder: string
let server: Server
let session: Awaited<ReturnType<typeof openSession>>
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-hostile-'))
  server = await startServer(['--data', folder])
  session = await openSession(server)
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const GOOD: Upload = {
  name: 'app.log',
  content: Array.from(
    { length: 50 },
    (_, i) => `2026-11-03T03:11:${String(i).padStart(2, '0')}Z ERROR write /data/db: no space left on device\n`,
  ).join(''),
}

async function tar(
  entries: readonly { name: string; content: string; type?: 'file' | 'symlink'; linkname?: string }[],
): Promise<Uint8Array<ArrayBuffer>> {
  const archive = pack()
  for (const { name, content, type = 'file', linkname } of entries) {
    archive.entry({ name, type, ...(linkname ? { linkname } : {}) }, content)
  }
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return Uint8Array.from(Buffer.concat(chunks))
}

/** Sends the hostile file with a good one: the turn must be answered, and the good file decides it. */
async function answerBeside(hostile: Upload): Promise<TurnAnswer> {
  const { answer } = await session.ask({ question: 'Why does the app fail?', files: [hostile, GOOD] })
  expect(answer.board.problems[0]?.hypotheses[0]?.title).toMatch(/disk|space|full/i)
  expect(answer.sources.find(({ name }) => name === GOOD.name)?.state).toBe('ready')
  return answer
}

/** Everything the answer says about what it could not read. */
const said = (answer: TurnAnswer) =>
  JSON.stringify([
    answer.notExamined,
    answer.sources.map(({ name, state, problem, skipped, coverage }) => ({ name, state, problem, skipped, coverage })),
  ])

test('an empty file is named as empty', async () => {
  expect(said(await answerBeside({ name: 'empty.log', content: '' }))).toMatch(/empty|0 bytes/i)
})

test('a binary file is refused as not text', async () => {
  const answer = await answerBeside({
    name: 'core.bin',
    content: Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256),
  })
  expect(answer.sources.find(({ name }) => name === 'core.bin')?.state).toBe('refused')
})

test('a cut gzip keeps what could be read and says where it ends', async () => {
  const whole = gzipSync(
    Array.from({ length: 50_000 }, (_, i) => `2026-11-03T03:11:00Z INFO request ${i * 31} served\n`).join(''),
  )
  const answer = await answerBeside({ name: 'cut.log.gz', content: whole.subarray(0, whole.length / 2) })
  const source = answer.sources.find(({ name }) => name.startsWith('cut.log'))
  expect(source?.state).toBe('partial')
  expect(source?.coverage?.lines).toBeGreaterThan(1000)
})

test('a bomb is refused and counted', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(700 * 2 ** 20)))
  expect(said(await answerBeside({ name: 'bomb.gz.gz', content: bomb }))).toMatch(/bomb|unpack/i)
})

test('members that climb out of the archive, and links, are refused; the others are read', async () => {
  const archive = await tar([
    { name: '../../etc/passwd', content: 'root:x:0:0\n' },
    { name: '/abs.log', content: 'x\n' },
    { name: 'link.log', content: '', type: 'symlink', linkname: '/etc/shadow' },
    { name: 'fine/app.log', content: '2026-11-03T03:11:00Z WARN slow request\n' },
  ])
  const answer = await answerBeside({ name: 'tricks.tar', content: archive })
  expect(answer.sources.map(({ name }) => name)).toContain('tricks.tar!/fine/app.log')
  expect(answer.sources.some(({ name, state }) => name.includes('passwd') && state === 'ready')).toBe(false)
  expect(said(answer)).toMatch(/\.\.|path|link/i)
})

test('one line of 64 MB is counted, not kept', async () => {
  const answer = await answerBeside({ name: 'long.log', content: Buffer.alloc(64 * 2 ** 20, 'x') })
  const source = answer.sources.find(({ name }) => name === 'long.log')
  expect(source?.coverage?.lines).toBe(1)
  expect(said(answer)).toMatch(/64 KiB|long/i)
})

test('UTF-16 and Latin-1 are read as what they are', async () => {
  const text = '2026-11-03T03:11:00Z ERROR Datei „übergröße“ fehlt\n'.repeat(20)
  const utf16 = await answerBeside({
    name: 'utf16.log',
    content: Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]),
  })
  expect(utf16.sources.find(({ name }) => name === 'utf16.log')).toMatchObject({ state: 'ready', coverage: { lines: 20 } })
  const latin1 = await answerBeside({ name: 'latin1.log', content: Buffer.from(text.replace(/[„“]/g, '"'), 'latin1') })
  expect(latin1.sources.find(({ name }) => name === 'latin1.log')?.encoding).toMatch(/latin|1252/i)
})

test('an archive of ten thousand files is read, every member accounted for', async () => {
  const archive = await tar(
    Array.from({ length: 10_000 }, (_, i) => ({
      name: `pods/pod-${i}/app.log`,
      content: `2026-11-03T03:11:00Z INFO pod ${i} ready\n`,
    })),
  )
  const answer = await answerBeside({ name: 'bundle.tar.gz', content: gzipSync(archive) })
  const read = answer.sources.filter(({ name, state }) => name.startsWith('bundle.tar.gz!/') && state === 'ready').length
  expect(read).toBe(10_000)
})

test('after all that the server still answers', async () => {
  expect((await session.request('/v1/cases')).status).toBe(200)
  expect(server.output()).not.toMatch(/uncaught|unhandled/i)
})
