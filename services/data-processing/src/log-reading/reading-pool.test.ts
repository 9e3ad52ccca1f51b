import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createChunkBuffer, type Chunk } from '../record-index/chunk-buffer.ts'
import { buildWorker } from '../testing/build-worker.ts'
import { sampleLines } from '@faultmaven/testkit'
import type { LogReading } from './log-reading.ts'
import { unpackDigest } from './packed-digest.ts'
import { readHere } from './read-here.ts'
import { createReadingPool, type ReadingPool } from './reading-pool.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-reading-'))
const REQUEST = { now: Date.UTC(2026, 9, 2), encoding: 'utf-8', taught: [], isIndexed: true } as const
let entry: URL
let faulty: URL
const pools: ReadingPool[] = []
beforeAll(async () => {
  entry = await buildWorker('log-reading/reading-worker.ts', folder)
  faulty = await buildWorker('testing/faulty-worker.ts', folder)
}, 60_000)
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function createPool(options: Partial<Parameters<typeof createReadingPool>[0]> = {}): ReadingPool {
  const pool = createReadingPool({ entry, workers: 2, ...options })
  pools.push(pool)
  return pool
}
function begin(pool: ReadingPool, onChunk: (chunk: Chunk) => void = () => {}): LogReading {
  const reading = pool.begin(REQUEST, onChunk)
  if (reading === undefined) throw new Error('A worker must be free')
  return reading
}
async function readWhole(reading: LogReading, text: string, pieceBytes = 10_000) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceBytes) await reading.push(bytes.subarray(at, at + pieceBytes))
  return reading.end()
}
function readInThisThread(text: string) {
  const chunks: Chunk[] = []
  const log = readHere(REQUEST, createChunkBuffer(), (chunk) => chunks.push(chunk))
  log.push(Buffer.from(text))
  return { log: log.end(), chunks: plain(chunks) }
}
/** Bytes that crossed a thread are no `Buffer` any more. */
function plain(chunks: readonly Chunk[]): unknown {
  return chunks.map(({ columns, ...rest }) => ({
    ...rest,
    columns: Object.entries(columns).map(([name, { head, bytes }]) => [name, head, Uint8Array.from(bytes)]),
  }))
}

const line = fc.oneof(
  fc
    .tuple(fc.nat(86_399), fc.constantFrom('INFO', 'WARN', 'ERROR'), fc.constantFrom('pool', 'web'), fc.nat(9))
    .map(
      ([second, level, component, value]) =>
        `${new Date(Date.UTC(2026, 9, 1) + second * 1000).toISOString()} ${level} ${component}: took ${value} of ${value * 7} slots`,
    ),
  fc.constantFrom('\tat a.b.C(D.java:7)', '', '{"level":"error","msg":"no room left","at":7}', 'free text with nothing in it'),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

test('a worker reads any log as this thread does, however the bytes are cut and whatever it read before', async () => {
  const pool = createPool()
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 300 }),
      fc.array(line, { maxLength: 300 }),
      fc.integer({ min: 1, max: 5000 }),
      async (a, b, size) => {
        const texts = [a.join('\n'), b.join('\n')]
        const there = await Promise.all(
          texts.map(async (text) => {
            const chunks: Chunk[] = []
            const log = await readWhole(
              begin(pool, (chunk) => chunks.push(chunk)),
              text,
              size,
            )
            return { log, chunks: plain(chunks) }
          }),
        )
        expect(there).toEqual(texts.map(readInThisThread))
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)

test('a log of many portions comes back whole, and a look at it on the way is of exactly what was pushed', async () => {
  const text = sampleLines(60_000)
  const half = Buffer.from(text).subarray(0, 1_500_000)
  const chunks: Chunk[] = []
  const reading = begin(createPool(), (chunk) => chunks.push(chunk))
  await reading.push(half)
  const here = readHere({ ...REQUEST, isIndexed: false }, createChunkBuffer(), () => {})
  here.push(half)
  expect(unpackDigest(await reading.digestSoFar())).toEqual(here.digestSoFar())
  const log = await readWhole(reading, text.slice(1_500_000))
  expect({ log, chunks: plain(chunks) }).toEqual(readInThisThread(text))
  expect(reading.records()).toBe(60_000)
})

test.each([
  ['HANG HERE', 'stuck'],
  ['THROW HERE', 'defect'],
  ['FILL THE HEAP', 'memory'],
  ['FILL ARRAYS', 'memory'],
])(
  'a worker that meets "%s" is ended and its log alone fails, as %s',
  async (text, fault) => {
    const pool = createPool({ entry: faulty, patienceS: fault === 'stuck' ? 2 : 60 })
    const [bad, good] = [begin(pool), begin(pool)]
    expect(pool.begin(REQUEST, () => {})).toBeUndefined()
    await expect(readWhole(bad, `${sampleLines(3000)}${text}\n`)).rejects.toMatchObject({ name: 'ReadingEndedError', fault })
    expect((await readWhole(good, sampleLines(5000))).digest.coverage.lines).toBe(5000)
    // Its place is free again.
    expect((await readWhole(begin(pool), sampleLines(50))).digest.coverage.lines).toBe(50)
  },
  60_000,
)

test('a reading that is dropped ends for whoever waits for it, and leaves its place', async () => {
  const pool = createPool({ entry: faulty, workers: 1 })
  const reading = begin(pool)
  await reading.push(Buffer.from('HANG HERE'))
  const ending = reading.end()
  reading.drop()
  await expect(ending).rejects.toMatchObject({ fault: 'dropped' })
  expect((await readWhole(begin(pool), 'a\nb')).digest.coverage.lines).toBe(2)
})

test('a worker that reads nothing for a while ends; one whose sender is slow does not', async () => {
  const pool = createPool({ workers: 2, idleS: 1, patienceS: 1 })
  const slow = begin(pool)
  await readWhole(begin(pool), 'a\nb')
  expect(pool.size()).toBe(2)
  await expect.poll(() => pool.size(), { timeout: 10_000 }).toBe(1)
  await new Promise((resolve) => {
    setTimeout(resolve, 2500)
  })
  expect((await readWhole(slow, 'a\nb')).digest.coverage.lines).toBe(2)
}, 20_000)
