import { randomUUID } from 'node:crypto'
import { systemContext } from '@faultmaven/rpc'
import { expect, test, vi } from 'vitest'
import { sampleLines } from '@faultmaven/testkit'
import { bodyOf, createTestService, newTurn, runTurn } from './testing/test-service.ts'

vi.setConfig({ testTimeout: 60_000 })
const context = systemContext()
const FILES = [
  { name: 'small.log', bytes: sampleLines(500) },
  { name: 'large.log', bytes: sampleLines(20_000, 2) },
]

test('blobs that no source names are removed, sources with a row stay and read as before', async () => {
  const made = createTestService()
  const { caseId, sources } = await runTurn(made.client, FILES)
  const before = await made.blob.list('')
  const orphan = await made.blob.create(`${caseId}/${randomUUID()}`)
  await orphan.write(Buffer.from('left by a kill'))
  await orphan.commit()
  const { client, blob } = await made.restart()
  expect(await blob.list('')).toEqual(before)
  const { lines } = await client.readLines({ caseId, sourceId: sources[1]?.id ?? '', from: 19_999, count: 5 }, context)
  expect(lines.map(({ text }) => text)).toEqual(sampleLines(20_000, 2).trimEnd().split('\n').slice(-2))
  made.remove()
})

test('everything of a case whose key is gone is removed', async () => {
  const made = createTestService()
  const { caseId } = await runTurn(made.client, FILES)
  const kept = await runTurn(made.client, FILES)
  await made.keyRing.destroy(caseId)
  const { client, blob, kv } = await made.restart()
  expect(await blob.list(`${caseId}/`)).toEqual([])
  expect(await kv.list(`case/${caseId}/`)).toEqual([])
  expect((await client.listSources({ caseId: kept.caseId }, context)).sources).toEqual(kept.sources)
  made.remove()
})

test('a turn killed after its uploads gives the same findings when it is closed after the restart', async () => {
  const whole = createTestService()
  const turn = newTurn()
  const uninterrupted = await runTurn(whole.client, FILES, turn)
  const made = createTestService()
  await made.client.openTurn(turn, context)
  for (const [ordinal, { name, bytes }] of FILES.entries())
    await made.client.addSource({ ...turn, ordinal, name }, bodyOf(bytes), context)
  const { client } = await made.restart()
  expect(await client.closeTurn(turn, context)).toEqual(uninterrupted.counts)
  const { findings } = await client.listFindings({ caseId: turn.caseId }, context)
  expect(findings).toEqual(uninterrupted.findings)
  whole.remove()
  made.remove()
})

test('closeTurn() twice at once gives one answer', async () => {
  const { client, remove } = createTestService()
  const turn = newTurn()
  await client.openTurn(turn, context)
  await client.addSource({ ...turn, ordinal: 0, name: 'a.log' }, bodyOf(sampleLines(500)), context)
  const [first, second] = await Promise.all([client.closeTurn(turn, context), client.closeTurn(turn, context)])
  expect(first).toEqual(second)
  remove()
})
