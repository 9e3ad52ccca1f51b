import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { randomBytes, randomUUID } from 'node:crypto'
import { FRAME_BYTES } from '@faultmaven/security'
import { createDirectoryBlob } from '@faultmaven/storage'
import { afterAll, expect, test } from 'vitest'
import { createSmallSources } from './small-sources.ts'
import { createSourceSeal } from './source-seal.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-seal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function createSeal() {
  const blob = createDirectoryBlob(folder)
  const caseId = randomUUID()
  const smallSources = createSmallSources({ blob, caseId })
  const frame = Buffer.alloc(FRAME_BYTES)
  const seal = createSourceSeal({ blob, smallSources, key: randomBytes(32), caseId, sourceId: randomUUID(), frame })
  return { seal, smallSources, frame }
}

test.each([
  ['a small source', 3000],
  ['a source of a whole frame', FRAME_BYTES],
  ['a source of several frames', 3 * FRAME_BYTES + 100],
])(
  '%s is read the same while it is written, while it ends and after, though its frame is of another by then',
  async (_, size) => {
    const { seal, smallSources, frame } = createSeal()
    const bytes = randomBytes(size)
    const stretches = [
      [0, 10],
      [size - 20, size + 20],
      [size / 2 - 1000, size / 2 + 1000],
    ] as const
    const expected = stretches.map(([from, to]) => bytes.subarray(from, to))
    const read = () => Promise.all(stretches.map(([from, to]) => seal.read(Math.floor(from), to)))
    for (let at = 0; at < size; at += 70_000) await seal.write(bytes.subarray(at, at + 70_000))
    expect(await read()).toEqual(expected)
    const ending = seal.finish()
    expect(await read()).toEqual(expected)
    await ending
    frame.fill(1)
    expect(await read()).toEqual(expected)
    await smallSources.commit()
    expect(await read()).toEqual(expected)
  },
)

test('reading beside writing never mixes frames, and after abort() there is nothing to read', async () => {
  const { seal, frame } = createSeal()
  const bytes = randomBytes(2 * FRAME_BYTES + 5000)
  const reads: Promise<void>[] = []
  let written = 0
  async function check(): Promise<void> {
    const until = written
    expect(await seal.read(Math.max(0, until - 3000), until)).toEqual(bytes.subarray(Math.max(0, until - 3000), until))
  }
  for (let at = 0; at < bytes.length; at += 30_000) {
    await seal.write(bytes.subarray(at, at + 30_000))
    written = Math.min(bytes.length, at + 30_000)
    reads.push(check())
  }
  await Promise.all(reads)
  await seal.abort()
  frame.fill(1)
  expect(await seal.read(0, bytes.length)).toEqual(Buffer.alloc(0))
})
