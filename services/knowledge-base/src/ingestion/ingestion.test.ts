import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createMemoryKv } from '@faultmaven/storage'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DocumentRecord } from '../documents/document-record.ts'
import { createDocumentStore } from '../documents/document-store.ts'
import { createLiveIndex } from '../search/live-index.ts'
import { createIngestion } from './ingestion.ts'
import { prepareBatch } from './prepare.ts'
import { createPreparerThread, type Preparer } from './preparer.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => vi.useRealTimers())

const record = (documentId: string, version = 1): DocumentRecord => ({
  documentId,
  name: `${documentId}.md`,
  owner: 'anna',
  scope: { kind: 'user' },
  changedAtMs: 0,
  newest: { version, sha256: '', bytes: 1, state: 'queued' },
})
const text = (words: string) => Buffer.from(`# ${words}\n\n${words}\n`)

/** An ingestion whose reading thread dies over documents that speak of poison. */
function start({ prepare = prepareBatch, kv = createMemoryKv() } = {}) {
  const store = createDocumentStore(kv)
  const read: string[][] = []
  const preparer: Preparer = {
    async prepare(documents) {
      read.push(documents.map(({ name }) => name))
      if (documents.some(({ bytes }) => Buffer.from(bytes).includes('poison'))) throw new Error('the thread ended')
      return prepare(documents)
    },
    close: async () => {},
  }
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const index = createLiveIndex({ isLive: () => true, onError })
  const ingestion = createIngestion({ store, index, preparer, now: () => Date.now(), onError })
  return { store, index, ingestion, read, errors, stateOf: (id: string) => store.get(id)?.newest }
}

it('reads a document over which the thread died alone, and puts it aside after three times; the others are read', async () => {
  const { store, ingestion, read, stateOf } = start()
  await store.keep([{ record: record('a'), bytes: text('apples') }])
  await store.keep([{ record: record('b'), bytes: text('poison') }])
  await store.keep([{ record: record('c'), bytes: text('cherries') }])
  ingestion.wake()
  for (let second = 0; second < 5; second++) {
    await ingestion.idle()
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(read.filter((names) => names.length === 1 && names[0] === 'b.md')).toHaveLength(2)
  expect(stateOf('a')?.state).toBe('searchable')
  expect(stateOf('c')?.state).toBe('searchable')
  expect(stateOf('b')).toMatchObject({ state: 'failed', reason: expect.stringContaining('3 times') })
  expect(await store.queued(10)).toEqual([])
})

it('leaves a document that was replaced while it was read to its newer version', async () => {
  const { store, ingestion, stateOf } = start({
    prepare(documents) {
      if (documents[0]?.key === 'a@1') void store.keep([{ record: record('a', 2), bytes: text('newer') }])
      return prepareBatch(documents)
    },
  })
  await store.keep([{ record: record('a'), bytes: text('older') }])
  ingestion.wake()
  await ingestion.idle()
  expect(stateOf('a')).toMatchObject({ version: 2, state: 'searchable' })
  expect((await store.passages('a')).map(({ text }) => text)).toEqual(['newer'])
})

it('never brings back a document that was removed while the thread died over it', async () => {
  const { store, ingestion, stateOf } = start()
  await store.keep([{ record: record('a'), bytes: text('poison') }])
  ingestion.wake()
  await store.remove(['a'])
  await ingestion.idle()
  expect(stateOf('a')).toBeUndefined()
  expect(await store.queued(10)).toEqual([])
})

it('goes on when the store refused for a while', async () => {
  const kv = createMemoryKv()
  let isFull = true
  const { store, ingestion, errors, stateOf } = start({
    kv: {
      ...kv,
      batch: (prefix, operations) =>
        isFull && operations.length > 3 ? Promise.reject(new Error('full')) : kv.batch(prefix, operations),
    },
  })
  await store.keep([{ record: record('a'), bytes: text('apples') }])
  ingestion.wake()
  await ingestion.idle()
  expect(errors).toHaveLength(1)
  expect(stateOf('a')?.state).toBe('queued')
  isFull = false
  await vi.advanceTimersByTimeAsync(1000)
  await ingestion.idle()
  expect(stateOf('a')?.state).toBe('searchable')
})

it.each([
  ['hangs', 'setInterval(() => {}, 1000)'],
  ['dies', `import('node:worker_threads').then(({ parentPort }) => parentPort.on('message', () => process.exit(1)))`],
  [
    'unpacks without end',
    `import('node:worker_threads').then(({ parentPort }) => { const held = []; parentPort.on('message', () => setInterval(() => held.push(Buffer.alloc(2 ** 24, 1)), 1)) })`,
  ],
  ['throws', `import('node:worker_threads').then(({ parentPort }) => parentPort.on('message', () => { throw new Error('x') }))`],
])('rejects when the reading thread %s', async (_, code) => {
  vi.useRealTimers()
  const entry = path.join(mkdtempSync(path.join(tmpdir(), 'kb-worker-')), 'worker.mjs')
  writeFileSync(entry, code)
  const preparer = createPreparerThread({ entry: pathToFileURL(entry), patienceMs: 2000, maxGrowthBytes: 100 * 2 ** 20 })
  await expect(preparer.prepare([])).rejects.toThrow()
  await preparer.close()
})

it('reads a document that somebody wants read again after all others, and not more often for it', async () => {
  const { store, ingestion, read, stateOf } = start()
  await store.keep([{ record: record('a'), bytes: text('poison') }])
  await store.requeue(record('a'))
  await store.keep([{ record: record('b'), bytes: text('bananas') }])
  ingestion.wake()
  for (let second = 0; second < 5; second++) {
    await ingestion.idle()
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(read).toEqual([['b.md'], ['a.md'], ['a.md']])
  expect(stateOf('a')).toMatchObject({ state: 'failed' })
})
