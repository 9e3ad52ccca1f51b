import { randomUUID } from 'node:crypto'
import type { TurnEvent } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv, DiskFullError } from '@faultmaven/storage'
import { expect, test } from 'vitest'
import type { CaseRecord } from './case-record.ts'
import { createOpenCase, openCase } from './open-case.ts'
import type { Rows } from './rows.ts'
import { createSealedRows } from './sealed-rows.ts'

const turnId = randomUUID()
const phase = (result: string): TurnEvent => ({ type: 'phase-changed', phase: 'intake', state: 'done', result })
const entry = (result: string) => ({ events: [{ turnId, event: phase(result) }] })

async function setUp() {
  const [kv, keyRing, caseId] = [createMemoryKv(), createMemoryKeyRing(), randomUUID()]
  await keyRing.create(caseId)
  const sealed = createSealedRows({ kv, keyRing, caseId })
  const writes: number[] = []
  const failing = { with: undefined as Error | undefined }
  const rows: Rows = {
    ...sealed,
    async write(changes) {
      writes.push(changes.length)
      if (failing.with) throw failing.with
      await sealed.write(changes)
    },
  }
  const principal = { userId: 'ada', teamIds: [], roles: [] }
  const record: CaseRecord = { caseId, principal, createdAtMs: 0, expiresAtMs: 1, retentionHours: 24, turns: [] }
  return { kv, keyRing, rows, record, writes, failing, underTest: createOpenCase({ record, lastEventId: 0 }, rows, () => 0) }
}

test('change() decides one after another, and writes together what waited together', async () => {
  const { underTest, writes } = await setUp()
  await Promise.all(['a', 'b', 'c', 'd'].map((result) => underTest.change(() => entry(result))))
  const log = await underTest.events(0, 10)
  expect(log.map(({ eventId, event }) => [eventId, event])).toEqual([
    [1, phase('a')],
    [2, phase('b')],
    [3, phase('c')],
    [4, phase('d')],
  ])
  expect(writes.length).toBeLessThan(4)
})

test('change() leaves nothing visible when the disk is full, and goes on when it no longer is', async () => {
  const { underTest, failing, rows } = await setUp()
  await underTest.change(() => entry('a'))
  failing.with = new DiskFullError('full')
  await expect(underTest.change(() => entry('b'))).rejects.toThrow('full')
  expect(underTest.state().lastEventId).toBe(1)
  expect(await underTest.events(1, 10)).toEqual([])
  failing.with = undefined
  await underTest.change(({ record }) => ({ ...entry('c'), record: { ...record, retentionHours: 2 } }))
  const reopened = await openCase(rows, () => 0)
  expect(reopened?.state()).toEqual(underTest.state())
  expect(reopened?.state()).toMatchObject({ lastEventId: 2, record: { retentionHours: 2 } })
})

test('change() that decides nothing or throws writes nothing, and holds up no other', async () => {
  const { underTest, writes } = await setUp()
  const refusal = new Error('no')
  const changes = [
    underTest.change(() => undefined),
    underTest.change(() => {
      throw refusal
    }),
    underTest.change(() => entry('a')),
  ]
  expect((await Promise.allSettled(changes)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(underTest.state().lastEventId).toBe(1)
  expect(writes).toHaveLength(1)
})

test('end() refuses every further change and wakes who waits', async () => {
  const { underTest } = await setUp()
  const woken = underTest.changed()
  await underTest.end()
  await woken
  await expect(underTest.change(() => entry('a'))).rejects.toMatchObject({ code: 'case.not_found' })
})

test('a row that was moved to another name or case does not open', async () => {
  const { kv, keyRing, underTest, record } = await setUp()
  await underTest.change(() => entry('a'))
  const [row] = await kv.list(`case/${record.caseId}/event/`)
  await kv.set(`case/${record.caseId}/event/000000000002`, row!.value)
  await expect(underTest.events(1, 10)).rejects.toMatchObject({ code: 'SEAL_BROKEN' })
  const other = randomUUID()
  await keyRing.create(other)
  await kv.set(`case/${other}/event/000000000001`, row!.value)
  await expect(createSealedRows({ kv, keyRing, caseId: other }).list('event/')).rejects.toMatchObject({ code: 'SEAL_BROKEN' })
})
