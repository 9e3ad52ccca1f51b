import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '@faultmaven/rpc'
import { createMemoryKv } from '@faultmaven/storage'
import { ANNA, ROOT, startKnowledgeBase } from '../testing/start-knowledge-base.ts'
import { type CloneLimits, cloneCorpus } from './clone-corpus.ts'
import { CORPORA, type Corpus } from './corpus.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-corpora-'))
const corpus: Corpus = {
  id: 'made',
  name: 'Made runbooks',
  licence: 'CC0-1.0',
  attribution: 'nobody',
  url: `file://${folder}/origin`,
  folder: 'docs/runbooks',
}
const FILES = { protocols: 'file' }
beforeAll(() => {
  const origin = path.join(folder, 'origin')
  mkdirSync(path.join(origin, 'docs/runbooks/disk'), { recursive: true })
  writeFileSync(path.join(origin, 'docs/runbooks/disk/full.md'), '# Disk full\n')
  writeFileSync(path.join(origin, 'docs/runbooks/logo.png'), Buffer.alloc(300_000, 7))
  writeFileSync(path.join(origin, 'docs/other.md'), '# Not asked for\n')
  symlinkSync('/etc/passwd', path.join(origin, 'docs/runbooks/passwd.md'))
  const git = (...args: string[]) => execFileSync('git', ['-C', origin, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '-m', 'made')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { id: corpusId } = CORPORA[0]!

/** A knowledge base whose corpus is the made one. */
const start = (change: Partial<Corpus> = {}, limits: CloneLimits = FILES) =>
  startKnowledgeBase({
    clone: (_, into, given) => cloneCorpus({ ...corpus, ...change }, into, { ...given, ...limits }),
  })
async function take(base: Awaited<ReturnType<typeof start>>) {
  const { import: last } = await base.client.importCorpus({ corpusId }, base.as(ROOT))
  return base.ended(Promise.resolve(last!), ROOT)
}
const clones = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith(`faultmaven-corpus-${process.pid}-`))

test('the manifest names licence, attribution and an https repository for each corpus, once', () => {
  expect(new Set(CORPORA.map(({ id }) => id)).size).toBe(CORPORA.length)
  for (const { licence, attribution, url, folder } of CORPORA) {
    expect(licence).toMatch(/^(Apache-2\.0|MIT|CC-BY-4\.0)$/)
    expect(attribution).not.toBe('')
    expect(new URL(url).protocol).toBe('https:')
    expect(folder).toMatch(/^[A-Za-z]+(\/[a-zA-Z]+)*$/)
  }
})

test('a corpus is fetched for everybody: its folder alone, no link of the machine; again changes nothing; nothing is left behind', async () => {
  const before = clones()
  const base = await start()
  expect(await take(base)).toMatchObject({
    progress: { state: 'done' },
    added: 2,
    refused: [],
    passedOver: [{ reason: 'no document', names: [`${corpusId}/logo.png`] }],
  })
  const { documents } = await base.client.listDocuments({}, base.as(ANNA))
  expect(documents.map(({ name }) => name)).toEqual([`${corpusId}/disk/full.md`, `${corpusId}/passwd.md`])
  for (const { scope } of documents) expect(scope).toEqual({ kind: 'global' })
  // A link is the text of where it leads to.
  const hits = await base.search('passwd')
  expect(hits.flatMap(({ passages }) => passages.map(({ text }) => text))).toEqual(['/etc/passwd'])
  expect(await take(base)).toMatchObject({ added: 0, unchanged: 2 })
  expect(clones()).toEqual(before)
})

test.each([
  ['the protocol', {}, {}, /transport 'file' not allowed/],
  ['the size', {}, { ...FILES, maxBytes: 50_000 }, /larger than 50000 bytes/],
  ['the time', {}, { ...FILES, timeoutMs: 1 }, /did not arrive in time/],
  ['the folder', { folder: 'moved' }, FILES, /holds no documents/],
])('says why it could not be fetched: %s', async (_, change, limits, why) => {
  const base = await start(change, limits)
  const { progress } = await take(base)
  expect(progress).toEqual({ state: 'cut-short', why: expect.stringMatching(why) })
})

test('only an admin imports and sees that, and only what the manifest names', async () => {
  const base = await start()
  await expect(base.client.importCorpus({ corpusId }, base.as(ANNA))).rejects.toMatchObject({ code: 'auth.forbidden' })
  await expect(base.client.importCorpus({ corpusId: 'https://other.test/x' }, base.as(ROOT))).rejects.toMatchObject({
    code: 'document.not_found',
  })
  await take(base)
  const lastOf = async (by: Principal) => (await base.client.listCorpora({}, base.as(by))).corpora[0]!.import
  expect(await lastOf(ROOT)).toMatchObject({ source: { kind: 'corpus', corpusId } })
  expect(await lastOf(ANNA)).toBeUndefined()
})

test('the end of the server ends git at once; the next start fetches the corpus anew, and removes what a killed one left', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kb-'))
  const kv = createMemoryKv()
  const silent = await listenSilently()
  const first = await startKnowledgeBase({
    kv,
    folder,
    // A server that takes the connection and says nothing.
    clone: (_, into, given) => cloneCorpus({ ...corpus, url: silent.url }, into, { ...given, protocols: 'git' }),
  })
  await first.client.importCorpus({ corpusId }, first.as(ROOT))
  await silent.called
  await first.close()
  await silent.closed()
  expect(clones()).toEqual([])
  const left = path.join(os.tmpdir(), 'faultmaven-corpus-4194399-left')
  mkdirSync(left, { recursive: true })
  const second = await startKnowledgeBase({
    kv,
    folder,
    clone: (_, into, given) => cloneCorpus(corpus, into, { ...given, ...FILES }),
  })
  await second.idle()
  expect(existsSync(left)).toBe(false)
  const { imports } = await second.client.listImports({}, second.as(ROOT))
  expect(imports).toMatchObject([{ progress: { state: 'done' }, added: 2 }])
})

async function listenSilently() {
  const server = createServer((socket) => socket.resume().on('error', () => {}))
  const called = once(server, 'connection')
  const closed = async () => {
    const [socket] = await called
    if (!socket.closed) await once(socket, 'close')
    server.close()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `git://127.0.0.1:${port}/a`, called, closed }
}
