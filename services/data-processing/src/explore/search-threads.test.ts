import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createFrameSealer, FRAME_BYTES, HEADER_BYTES, sealedRange } from '@faultmaven/security'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSearchThreads, createStretchSearchHere, type StretchSearch } from './search-threads.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-stretches-'))
const entry = pathToFileURL(path.join(folder, 'stretch-worker.mjs'))
let threads: StretchSearch
beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'stretch-worker.ts')],
    outfile: path.join(folder, 'stretch-worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  threads = createSearchThreads({ entry, threads: 2 })
}, 60_000)
afterAll(async () => {
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

const key = randomBytes(32)
const sourceId = 'source'
const plain = Buffer.from('GET /items/7 took 12 ms\n'.repeat(100_000) + 'the Needle\nthe needle, again the needle\r\n')
const sealer = createFrameSealer({ key, sourceId })
const frames = [0, 1, 2].map((number) =>
  sealer.seal(plain.subarray(number * FRAME_BYTES, (number + 1) * FRAME_BYTES), (number + 1) * FRAME_BYTES >= plain.length),
)
const sealed = Buffer.concat([sealer.header, ...frames])
const read = async () => Uint8Array.from(sealed.subarray(HEADER_BYTES))
const stretch = {
  seal: { key, sourceId, header: sealer.header },
  first: 0,
  isEnd: true,
  from: 0,
  text: { literal: 'needle' },
  encoding: 'utf-8',
  needsLines: true,
} as const

describe('search threads', () => {
  test('find what this thread finds, the first place of each line', async () => {
    const here = await createStretchSearchHere().search(stretch, read)
    expect([...here.places]).toEqual([plain.indexOf('needle')])
    expect(Buffer.from(here.lines?.bytes ?? []).toString()).toBe('the needle, again the needle')
    const there = await threads.search(stretch, read)
    expect(there).toEqual(here)
    const text = { literal: 'NEEDLE', ignoreCase: true }
    const folded = await threads.search({ ...stretch, text, needsLines: false }, read)
    expect([...folded.places]).toEqual([plain.indexOf('Needle'), plain.indexOf('needle')])
    expect(folded.lines).toBeUndefined()
  })

  test('answer each of many questions, and leave the key as it was', async () => {
    const literals = Array.from({ length: 12 }, (_, number) => `items/${number}`)
    const found = await Promise.all(literals.map((literal) => threads.search({ ...stretch, text: { literal } }, read)))
    expect(found.map(({ places }) => places.length)).toEqual(literals.map((literal) => (literal === 'items/7' ? 100_000 : 0)))
    expect(key.some((byte) => byte !== 0)).toBe(true)
  })

  test('give the ends that a neighbour needs', async () => {
    const { start, end } = sealedRange(1)
    const middle = { ...stretch, first: 1, isEnd: false }
    const { head, tail } = await threads.search(middle, async () => Uint8Array.from(sealed.subarray(start, end)))
    expect(Buffer.from(head).equals(plain.subarray(FRAME_BYTES, FRAME_BYTES + 5))).toBe(true)
    expect(Buffer.from(tail).equals(plain.subarray(2 * FRAME_BYTES - 5, 2 * FRAME_BYTES))).toBe(true)
  })

  test('say that a frame was changed, and go on', async () => {
    const changed = Uint8Array.from(sealed.subarray(HEADER_BYTES))
    changed[FRAME_BYTES + 100]! ^= 1
    await expect(threads.search(stretch, async () => changed)).rejects.toMatchObject({ name: 'SealBrokenError' })
    await expect(threads.search(stretch, () => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file')
    expect((await threads.search(stretch, read)).places.length).toBe(1)
  })

  test('begin again when a thread has ended', async () => {
    const own = createSearchThreads({ entry, threads: 1 })
    const waiting = own.search(stretch, read)
    // Until the question is with the thread, which takes longer to start.
    const closing = new Promise(setImmediate).then(() => own.close())
    await expect(waiting).rejects.toThrow('A search thread failed')
    await closing
    expect((await own.search(stretch, read)).places.length).toBe(1)
    await own.close()
  })
})
