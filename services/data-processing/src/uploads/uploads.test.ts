import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { dataProcessing } from '@faultmaven/contracts'
import { type Client, systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { createTestService, newTurn, NOW, runTurn } from '../testing/test-service.ts'

const LOG = Buffer.from('2026-03-12T10:00:00Z ERROR disk is full\n'.repeat(40_000))
const PICTURE = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(3000)])
const UPLOADS = [
  { name: 'app.log', bytes: LOG },
  { name: 'app.log.gz', bytes: gzipSync(LOG) },
  { name: 'screen.png', bytes: PICTURE },
  { name: 'empty.log', bytes: Buffer.alloc(0) },
]
const context = systemContext()

async function read(client: Client<typeof dataProcessing>, request: { caseId: string; turnId: string; ordinal: number }) {
  const chunks: Uint8Array[] = []
  for await (const chunk of client.readUpload(request, context)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('uploads are given out byte for byte as they came, packed ones and what was no text too, also after a restart', async () => {
  const { client, restart, remove } = createTestService()
  const { caseId, turnId } = await runTurn(client, UPLOADS)
  const again = await restart()
  const { turns } = await again.client.listUploads({ caseId }, context)
  const uploads = UPLOADS.map(({ name, bytes }, ordinal) => ({
    ordinal,
    name,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }))
  expect(turns).toEqual([{ turnId, openedAtMs: NOW, isAnalysed: true, logFormats: [], uploads, missing: [] }])
  for (const [ordinal, { bytes }] of UPLOADS.entries()) {
    expect((await read(again.client, { caseId, turnId, ordinal })).equals(bytes)).toBe(true)
  }
  await expect(read(again.client, { caseId, turnId, ordinal: 9 })).rejects.toMatchObject({ code: 'source.not_found' })
  remove()
})

test('a copy of packed bytes is sealed, and goes with an attempt that begins anew and with its case', async () => {
  const { client, blob, remove } = createTestService()
  const turn = newTurn()
  await client.openTurn(turn, context)
  const words = gzipSync(Buffer.from('WORDS WORDS WORDS'), { level: 0 })
  await client.addSource({ ...turn, ordinal: 0, name: 'a.gz' }, Readable.from([words]), context)
  const names = await blob.list('')
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const stored = await blob.read(name, 0, (await blob.size(name)) ?? 0)
    expect(Buffer.from(stored).toString('latin1')).not.toContain('WORDS')
  }
  await client.openTurn(turn, context)
  expect(await blob.list('')).toEqual([])
  expect((await client.listUploads({ caseId: turn.caseId }, context)).turns[0]?.uploads).toEqual([])
  await client.addSource({ ...turn, ordinal: 0, name: 'a.gz' }, Readable.from([words]), context)
  await client.deleteCase({ caseId: turn.caseId }, context)
  expect(await blob.list('')).toEqual([])
  remove()
})

test('an upload that was cut is not given out', async () => {
  const { client, remove } = createTestService()
  const turn = newTurn()
  await client.openTurn(turn, context)
  const whole = gzipSync(LOG)
  async function* cut() {
    yield whole.subarray(0, 2000)
    throw new Error('cut')
  }
  await expect(client.addSource({ ...turn, ordinal: 0, name: 'a.gz' }, Readable.from(cut()), context)).rejects.toThrow()
  await client.addSource({ ...turn, ordinal: 1, name: 'b.log' }, Readable.from([LOG]), context)
  const { turns } = await client.listUploads({ caseId: turn.caseId }, context)
  expect(turns[0]).toMatchObject({ isAnalysed: false, uploads: [{ ordinal: 1 }], missing: [] })
  remove()
})
