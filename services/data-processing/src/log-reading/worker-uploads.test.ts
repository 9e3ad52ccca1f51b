import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { systemContext } from '@faultmaven/rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWorker } from '../testing/build-worker.ts'
import { makeTar, sampleLines } from '@faultmaven/testkit'
import { createTestService, newTurn, runTurn } from '../testing/test-service.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-uploads-'))
let entry: URL
let faulty: URL
beforeAll(async () => {
  entry = await buildWorker('log-reading/reading-worker.ts', folder)
  faulty = await buildWorker('testing/faulty-worker.ts', folder)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** More than a worker is started for. */
const LARGE = 30_000

async function answer(count: number, allAtOnce: boolean, turn: ReturnType<typeof newTurn>) {
  const service = createTestService({ readingWorkers: { entry, count }, tellsEarly: false })
  const { client } = service
  const context = systemContext()
  const uploads = [
    { name: 'large.log', bytes: sampleLines(LARGE, 1) },
    { name: 'small.log', bytes: sampleLines(100, 2) },
    {
      name: 'bundle.tar',
      bytes: await makeTar([
        ...[3, 4, 5].map((seed) => ({ name: `${seed}.log`, data: sampleLines(LARGE, seed) })),
        { name: 'small.log', data: sampleLines(60, 6) },
        { name: 'program', data: Buffer.alloc(5000) },
      ]),
    },
    { name: 'last.log', bytes: sampleLines(LARGE, 7) },
  ]
  const { sources, events, findings, checks, notExamined } = await runTurn(client, uploads, turn, { allAtOnce })
  const filter = { severities: ['error' as const] }
  const pages = []
  for await (const page of client.exploreFacets({ caseId: turn.caseId, filter }, context)) pages.push(page)
  const templates = await client.exploreTemplates({ caseId: turn.caseId, offset: 0, limit: 100 }, context)
  await service.service.close()
  service.remove()
  const told = events.filter(({ type }) => type !== 'source-progress')
  return { sources, told, findings, checks, notExamined, facets: pages.at(-1), templates }
}

test('an upload of several files says the same in the same order, whatever the number of workers', async () => {
  const turn = newTurn()
  const alone = await answer(0, false, turn)
  expect(alone.sources.map(({ name, coverage }) => [name, coverage?.lines])).toEqual([
    ['large.log', LARGE],
    ['small.log', 100],
    ['bundle.tar!/3.log', LARGE],
    ['bundle.tar!/4.log', LARGE],
    ['bundle.tar!/5.log', LARGE],
    ['bundle.tar!/small.log', 60],
    ['bundle.tar', undefined],
    ['last.log', LARGE],
  ])
  expect(alone.findings.length).toBeGreaterThan(0)
  expect(await answer(1, false, turn)).toEqual(alone)
  expect(await answer(2, true, turn)).toEqual(alone)
  expect(await answer(3, true, turn)).toEqual(alone)
}, 120_000)

test.each([
  ['THROW HERE', /^bad\.log was not read: A defect of FaultMaven ended the reading/],
  ['FILL THE HEAP', /^bad\.log was not read: .* takes more memory than the server gives/],
])(
  'a worker that meets "%s" costs its file only',
  async (text, said) => {
    const service = createTestService({ readingWorkers: { entry: faulty, count: 3 } })
    const { sources, notExamined, findings } = await runTurn(
      service.client,
      [
        { name: 'before.log', bytes: sampleLines(LARGE, 1) },
        { name: 'bad.log', bytes: `${sampleLines(LARGE, 2)}${text}\n${sampleLines(LARGE, 3)}` },
        { name: 'after.log', bytes: sampleLines(LARGE, 4) },
      ],
      newTurn(),
      { allAtOnce: true },
    )
    expect(sources.map(({ name, state }) => [name, state])).toEqual([
      ['before.log', 'ready'],
      ['bad.log', 'refused'],
      ['after.log', 'ready'],
    ])
    expect(notExamined).toEqual([expect.stringMatching(said)])
    expect(findings.length).toBeGreaterThan(0)
    expect((await service.blob.list('')).length).toBe(4)
    await service.service.close()
    service.remove()
  },
  120_000,
)

test('a worker reads with the formats that users taught', async () => {
  const service = createTestService({ readingWorkers: { entry, count: 1 } })
  const { client } = service
  const context = systemContext()
  const lines = Array.from({ length: 30_000 }, (_, at) => `shop§2026-03-04 05:06:${10 + (at % 50)}§I§basket ${at} is stale`)
  const file = { name: 'shop.log', bytes: lines.join('\n') }
  const { caseId, sources } = await runTurn(client, [file])
  const mark = (part: string, value: string) => ({
    line: 0,
    from: lines[0]!.indexOf(value),
    to: lines[0]!.indexOf(value) + value.length,
    part,
  })
  const marks = [mark('timestamp', '2026-03-04 05:06:10'), mark('severity', 'I'), mark('body', 'basket 0 is stale')]
  const asked = { caseId, sourceId: sources[0]!.id, lines: lines.slice(0, 3), marks }
  const { layout, goesFirst } = await client.proposeLogFormat(asked, context)
  await client.saveLogFormat({ title: 'Shop', layout, goesFirst }, context)
  const again = await runTurn(client, [file])
  expect(again.sources[0]).toMatchObject({ format: 'taught: Shop', coverage: { records: 30_000, recognised: 1 } })
  const view = await client.readLines({ caseId: again.caseId, sourceId: again.sources[0]!.id, from: 29_000, count: 1 }, context)
  expect(view.lines[0]).toMatchObject({ severity: 'info' })
  await service.service.close()
  service.remove()
}, 60_000)
