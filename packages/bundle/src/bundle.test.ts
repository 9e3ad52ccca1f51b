import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type BundledTurn, type BundleEntry, encodeEntry, openBundle, readEntries, sealBundle } from './index.ts'

const PASSPHRASE = 'correct horse battery'
const HEAD: BundleEntry = {
  kind: 'bundle',
  format: 'faultmaven-bundle/2',
  version: '0.1.0',
  caseId: '7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0001',
  signatures: true,
}
const FILES = [randomBytes(3 * 2 ** 20 + 17), Buffer.alloc(0), Buffer.from('a short one')]
const TURN: BundledTurn = {
  kind: 'turn',
  turnId: '7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0002',
  mode: 'data',
  askedAtMs: 1,
  logFormats: [],
  files: FILES.map((bytes, ordinal) => ({ ordinal, name: `file ${ordinal}`, bytes: bytes.length, sha256: '' })),
  missing: [],
  isAnalysed: true,
  isAnswered: true,
  journal: { notExamined: [] },
  answer: '{}',
}

async function* plain(): AsyncGenerator<Uint8Array> {
  yield encodeEntry(HEAD)
  yield encodeEntry(TURN)
  // In pieces that fit no frame.
  for (const bytes of FILES) for (let at = 0; at < bytes.length; at += 700_001) yield bytes.subarray(at, at + 700_001)
  yield encodeEntry({ kind: 'feedback', atMs: 2 })
}
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
const sealed = gather(sealBundle(plain(), PASSPHRASE))

// Each passphrase costs half a second of one core, on purpose.
describe('a bundle', { timeout: 60_000 }, () => {
  test.each([1000, 65_536, 2 ** 22])('gives its entries and files back from pieces of %i bytes', async (size) => {
    const entries: BundleEntry[] = []
    const files: Buffer[] = []
    for await (const { entry, files: ofEntry } of readEntries(openBundle(inPieces(await sealed, size), PASSPHRASE))) {
      entries.push(entry)
      for await (const file of ofEntry) files.push(await gather(file))
    }
    expect(entries).toEqual([HEAD, TURN, { kind: 'feedback', atMs: 2 }])
    expect(files.map((bytes, at) => bytes.equals(FILES[at]!))).toEqual([true, true, true])
  })

  test.each([0.5, -1])('with a file of %d bytes is refused', async (bytes) => {
    async function* hostile() {
      yield encodeEntry(HEAD)
      yield encodeEntry({ ...TURN, files: [{ ordinal: 0, name: 'x', bytes, sha256: '' }] })
      yield randomBytes(10)
    }
    const reading = (async () => {
      for await (const _ of readEntries(openBundle(sealBundle(hostile(), PASSPHRASE), PASSPHRASE)));
    })()
    await expect(reading).rejects.toThrow()
  })

  test('passes over files that nobody reads', async () => {
    const kinds: string[] = []
    for await (const { entry } of readEntries(openBundle(inPieces(await sealed, 2 ** 20), PASSPHRASE))) kinds.push(entry.kind)
    expect(kinds).toEqual(['bundle', 'turn', 'feedback'])
  })

  test('holds nothing that can be read without its passphrase', async () => {
    const bytes = (await sealed).toString('latin1')
    for (const word of ['faultmaven-bundle', 'a short one', 'file 0']) expect(bytes).not.toContain(word)
    await expect(gather(openBundle(inPieces(await sealed, 2 ** 20), 'another passphrase'))).rejects.toThrow('another passphrase')
    await expect(gather(sealBundle(plain(), 'short'))).rejects.toThrow('at least 8 characters')
  })

  test('is refused when a byte of it was changed, it was cut, or it is something else', async () => {
    const bytes = await sealed
    const changed = Buffer.from(bytes)
    changed[bytes.length - 20]! ^= 1
    const frame = 2 ** 20 + 16
    for (const damaged of [
      changed,
      bytes.subarray(0, -5),
      bytes.subarray(0, 30),
      bytes.subarray(0, bytes.length - (bytes.length % frame)),
    ]) {
      await expect(gather(openBundle(inPieces(damaged, 65_536), PASSPHRASE))).rejects.toThrow(/damaged|cut/)
    }
    await expect(gather(openBundle(inPieces(Buffer.from('hello'), 10), PASSPHRASE))).rejects.toThrow('no bundle')
  })

  test('of another format is told apart', async () => {
    const json = Buffer.from('{"format":"faultmaven-bundle/1","turns":[]}')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(json.length)
    const entries = readEntries(inPieces(Buffer.concat([length, json]), 100))
    await expect(entries.next()).rejects.toThrow('of another format')
  })
})
