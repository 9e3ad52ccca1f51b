import { systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { createTestService, runTurn } from '../testing/test-service.ts'

const LINES = Array.from(
  { length: 40 },
  (_, at) => `shop§2026-03-04 05:06:${10 + at}§${at % 4 === 0 ? 'E' : 'I'}§web-${at % 3}§cart: basket ${at} is stale`,
)
const UPLOAD = { name: 'shop.log', bytes: `${LINES.join('\n')}\n` }
const mark = (part: string, value: string) => {
  const from = LINES[0]!.indexOf(value)
  return { line: 0, from, to: from + value.length, part }
}
const MARKS = [
  mark('timestamp', '2026-03-04 05:06:10'),
  mark('severity', 'E'),
  mark('host', 'web-0'),
  mark('component', 'cart'),
  mark('body', 'basket 0 is stale'),
]
const context = systemContext()

test('a format taught by example is proposed with a sample, kept sealed over a restart, and reads what is uploaded from then on', async () => {
  const { client, kv, restart, remove } = createTestService()
  const first = await runTurn(client, [UPLOAD])
  const source = first.sources[0]!
  expect(source.format).not.toContain('taught')

  const proposed = await client.proposeLogFormat(
    { caseId: first.caseId, sourceId: source.id, lines: LINES.slice(0, 3), marks: MARKS },
    context,
  )
  expect(proposed).toMatchObject({ canSave: true, conflicts: [], share: 1, sampledLines: 40 })
  expect(proposed.sample[5]).toEqual({
    text: LINES[5],
    read: {
      time: '2026-03-04T05:06:15.000000Z',
      severity: 'info',
      host: 'web-2',
      component: 'cart',
      body: 'basket 5 is stale',
      fields: {},
    },
  })

  const { layout, goesFirst } = proposed
  const saved = await client.saveLogFormat({ title: 'Shop', layout, goesFirst }, context)
  await expect(client.saveLogFormat({ title: 'Shop', layout, goesFirst }, context)).rejects.toMatchObject({
    code: 'request.invalid',
  })
  const rows = await kv.list('settings/')
  expect(rows).toHaveLength(1)
  expect(Buffer.from(rows[0]!.value).toString('latin1')).not.toMatch(/shop|timestamp/)

  const again = await restart()
  expect((await again.client.listLogFormats({}, context)).formats).toEqual([saved])
  const second = await runTurn(again.client, [UPLOAD])
  expect(second.sources[0]).toMatchObject({ format: 'taught: Shop', kind: 'log', coverage: { records: 40, recognised: 1 } })
  const asked = { caseId: second.caseId, sourceId: second.sources[0]!.id, from: 1, count: 2 }
  const lines = [
    expect.objectContaining({ severity: 'error', time: '2026-03-04T05:06:10.000000Z' }),
    expect.objectContaining({ severity: 'info' }),
  ]
  expect((await again.client.readLines(asked, context)).lines).toEqual(lines)

  await again.client.deleteLogFormat({ formatId: saved.id }, context)
  await expect(again.client.deleteLogFormat({ formatId: saved.id }, context)).rejects.toMatchObject({ code: 'format.not_found' })
  expect((await again.client.readLines(asked, context)).lines).toEqual(lines)
  const third = await runTurn(again.client, [UPLOAD])
  expect(third.sources[0]!.format).not.toContain('taught')
  remove()
})

test('a guess is made where nothing is marked, and a source of another case is not found', async () => {
  const { client, remove } = createTestService()
  const { caseId, sources } = await runTurn(client, [UPLOAD])
  const sourceId = sources[0]!.id
  const guess = await client.proposeLogFormat({ caseId, sourceId, lines: LINES.slice(0, 2) }, context)
  expect(guess.marks.map(({ part }) => part)).toContain('timestamp')
  const other = await runTurn(client, [UPLOAD])
  await expect(
    client.proposeLogFormat({ caseId: other.caseId, sourceId, lines: LINES.slice(0, 2) }, context),
  ).rejects.toMatchObject({
    code: 'source.not_found',
  })
  remove()
})
