import { SEVERITIES, fromInstant } from '@faultmaven/signals'
import type { ExploredRecord, ExploreFilter, ExploreLinesEvent } from '@faultmaven/contracts'
import { readRecords, type RecordWithText } from '@faultmaven/logs'
import { systemContext } from '@faultmaven/rpc'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestService, NOW, runTurn, type TestService } from '../testing/test-service.ts'

vi.setConfig({ testTimeout: 120_000 })
const context = systemContext()

/** A source of an imaginary service: headers, stack traces, lines without a time, times out of order. */
function lines(count: number, seed: number): string {
  const words = ['connected', 'timeout', 'Timeout', 'queue drained', 'überlastet', 'retry', 'ERROR in name']
  const levels = ['INFO', 'WARN', 'ERROR', 'DEBUG', 'FATAL']
  let state = seed
  const below = (limit: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % limit
  let text = 'banner of the service\n'
  for (let index = 0; index < count; index++) {
    const kind = below(20)
    const time = new Date(Date.UTC(2026, 9, 1, 3) + (index - below(5) * (seed % 2)) * 1500).toISOString()
    if (kind === 0) text += `a line of its own number ${below(50)}\n\n`
    else
      text += `${time} ${levels[below(5)]} [worker-${below(4)}] ${words[below(words.length)]} after ${below(900)} ms for user${below(9)}\n`
    if (kind === 1)
      text += 'java.lang.IllegalStateException: no rows\n\tat shop.Orders.load(Orders.java:17)\n\tat shop.Main.run(Main.java:3)\n'
  }
  return text
}

const FILES = [
  { name: 'a.log', bytes: Buffer.from(lines(700, 2)) },
  { name: 'b.log', bytes: Buffer.from(`\ufeff${lines(150, 3)}`, 'utf16le') },
  { name: 'c.log', bytes: Buffer.from(lines(90, 5), 'latin1') },
  // Every record has a time: its summary says what a histogram of one bucket needs.
  { name: 'timed.log', bytes: Buffer.from(lines(120, 7).replaceAll(/^(?!2026).*\n/gm, '')) },
  { name: 'times.txt', bytes: Buffer.from('no times here\nnone at all\n') },
  { name: 'empty.log', bytes: Buffer.alloc(0) },
]

type Known = RecordWithText & {
  readonly sourceId: string
  readonly sourceOrder: number
  readonly record: number
  readonly key: number
}
let made: TestService
let turn: Awaited<ReturnType<typeof runTurn>>
let records: Known[]

beforeAll(async () => {
  made = createTestService()
  turn = await runTurn(made.client, FILES)
  records = []
  for (const [sourceOrder, source] of turn.sources.entries()) {
    const { bytes } = FILES[sourceOrder]!
    const encoding = source.encoding as 'utf-8' | 'utf-16le' | 'windows-1252'
    const own: RecordWithText[] = []
    for await (const record of readRecords(asStream(bytes), { now: NOW, encoding })) own.push(record)
    let key = own.find(({ time }) => time !== undefined)?.time ?? Number.MAX_SAFE_INTEGER
    for (const [record, found] of own.entries()) {
      if (found.time !== undefined) key = found.time
      records.push({ ...found, sourceId: source.id, sourceOrder, record, key })
    }
  }
})
afterAll(() => made.remove())

async function* asStream(bytes: Uint8Array) {
  yield bytes
}

/** The filter, read word for word. */
function chosenBy(filter: ExploreFilter, templates: ReadonlyMap<string, string>) {
  const { sourceIds, from, to, severities, templateIds, components, text, pattern } = filter
  const fold = (value: string) =>
    text?.ignoreCase === true ? value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : value
  return records.filter((record) => {
    const timed = record.time
    if (sourceIds?.includes(record.sourceId) === false) return false
    if (from !== undefined && (timed === undefined || timed < fromInstant(from))) return false
    if (to !== undefined && (timed === undefined || timed > fromInstant(to))) return false
    if (severities?.includes(record.severity ?? 'none') === false) return false
    if (components?.includes(record.component ?? '') === false) return false
    if (templateIds?.includes(templates.get(`${record.sourceId} ${record.line}`) ?? '') === false) return false
    const own = record.text.split('\n')
    if (text !== undefined && !own.some((line) => fold(line).includes(fold(text.literal)))) return false
    return pattern === undefined || own.some((line) => new RegExp(pattern).test(line))
  })
}

type Ask = {
  filter?: ExploreFilter
  order?: 'time' | 'file'
  direction?: 'forward' | 'backward'
  cursor?: string
  limit?: number
  count?: boolean
}
async function ask({ filter = {}, order = 'file', direction = 'forward', limit = 1000, count = true, cursor }: Ask = {}) {
  const found: ExploredRecord[] = []
  let end!: Extract<ExploreLinesEvent, { type: 'end' }>
  for await (const event of made.client.exploreLines(
    { caseId: turn.caseId, filter, order, direction, limit, count, ...(cursor === undefined ? {} : { cursor }) },
    context,
  )) {
    if (event.type === 'lines') found.push(...event.lines)
    if (event.type === 'end') end = event
  }
  return { found, end }
}
const placeOf = ({ sourceId, line }: { readonly sourceId: string; readonly line: number }) => `${sourceId} ${line}`

/** Every record of the case, asked for page by page. */
async function readAll(order: 'time' | 'file', direction: 'forward' | 'backward', limit: number, filter: ExploreFilter = {}) {
  const all: ExploredRecord[] = []
  for (let cursor: string | undefined; ;) {
    const { found, end } = await ask({
      filter,
      order,
      direction,
      limit,
      count: false,
      ...(cursor === undefined ? {} : { cursor }),
    })
    all.push(...found)
    if (end.last === undefined) return all
    cursor = end.last
  }
}

const somewhere = fc.integer({ min: 0, max: 1100 }).map((index) => new Date(Date.UTC(2026, 9, 1, 3) + index * 1000).toISOString())
const filters = fc.record(
  {
    from: somewhere,
    to: somewhere,
    severities: fc.subarray([...SEVERITIES, 'none' as const]),
    components: fc.subarray(['worker-1', 'worker-2', 'elsewhere'], { minLength: 1 }),
    text: fc.record(
      {
        literal: fc.constantFrom('timeout', 'überlastet', 'e', 'Orders.java', 'worker-3', 'after 1', 'nowhere', '\u4141'),
        ignoreCase: fc.boolean(),
      },
      { requiredKeys: ['literal'] },
    ),
    pattern: fc.constantFrom(
      'time(out|r) after',
      'user[0-3]$',
      '^\\tat',
      '[Tt]imeout.*user5',
      'x{3}',
      'rows|drained',
      '\\d{3} ms',
      'retry',
    ),
  },
  { requiredKeys: [] },
)

describe('exploreLines()', () => {
  test('gives what a naive scan of the records gives, for every filter, and counts it', async () => {
    const { found: every } = await ask()
    const templates = new Map(every.map((record) => [placeOf(record), record.templateId ?? '']))
    const ids = [...new Set(templates.values())]
    const withTemplates = fc
      .tuple(
        filters,
        fc.option(fc.subarray(ids, { minLength: 1, maxLength: 4 })),
        fc.option(fc.subarray(turn.sources.map(({ id }) => id))),
      )
      .map(([filter, templateIds, sourceIds]) => ({
        ...filter,
        ...(templateIds === null ? {} : { templateIds }),
        ...(sourceIds === null ? {} : { sourceIds }),
      }))
    await fc.assert(
      fc.asyncProperty(withTemplates, async (filter) => {
        const expected = chosenBy(filter, templates)
        const { found, end } = await ask({ filter })
        expect(found.map(placeOf)).toEqual(expected.map(placeOf))
        expect(end.matches).toBe(expected.length)
        expect(end.recordsSearched).toBe(end.records)
      }),
      { numRuns: 200 },
    )
  })

  test('shows each record by its first line, with time, severity and component', async () => {
    const { found, end } = await ask()
    expect(end).toMatchObject({ records: records.length, matches: records.length })
    for (const [index, record] of found.entries()) {
      const known = records[index]!
      expect(record).toMatchObject({
        sourceId: known.sourceId,
        line: known.line,
        lines: known.lines,
        text: known.text.split('\n')[0]?.replace('\ufeff', ''),
      })
      expect(record.severity).toBe(known.severity)
      expect(record.component).toBe(known.component)
      expect(record.time && fromInstant(record.time)).toBe(known.time)
    }
  })

  test('pages of any size, forward and backward, give every record once and in order', async () => {
    const byTime = records.toSorted((a, b) => a.key - b.key || a.sourceOrder - b.sourceOrder || a.record - b.record).map(placeOf)
    const inFiles = records.map(placeOf)
    for (const [order, expected] of [
      ['time', byTime],
      ['file', inFiles],
    ] as const) {
      for (const limit of [7, 100, 1000]) {
        expect((await readAll(order, 'forward', limit)).map(placeOf)).toEqual(expected)
        expect((await readAll(order, 'backward', limit)).map(placeOf)).toEqual(expected.toReversed())
      }
    }
    const filter = { severities: ['error' as const], text: { literal: 'timeout' } }
    const some = records.filter(({ severity, text }) => severity === 'error' && text.includes('timeout')).map(placeOf)
    expect((await readAll('time', 'backward', 3, filter)).map(placeOf).toReversed()).toEqual(
      byTime.filter((place) => some.includes(place)),
    )
  })

  test('refuses what is no regular expression, with a pointer and without quoting it', async () => {
    for (const pattern of ['(', 'a{1001}', '(?=x)', '(a)\\1', '[z-a]', 'x**', '((a{100}){100}){100}']) {
      const asked = ask({ filter: { pattern } })
      await expect(asked).rejects.toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/filter/pattern' }] })
      await expect(asked).rejects.not.toMatchObject({ detail: expect.stringContaining(pattern) })
    }
  })

  test('refuses sources of others and cursors that no answer gave', async () => {
    const foreign = '00000000-0000-4000-8000-000000000001'
    await expect(ask({ filter: { sourceIds: [foreign] } })).rejects.toMatchObject({ code: 'source.not_found' })
    const [id] = turn.sources.map((source) => source.id)
    for (const cursor of [`time:0:${foreign}:0`, `file:0:${id}:0`, 'time', `time:1e9:${id}:0`, `time:0:${id}:-1`])
      await expect(ask({ order: 'time', cursor })).rejects.toMatchObject({ code: 'request.invalid' })
    const { found } = await ask({ order: 'time', cursor: `time:9999999999999999:${id}:999999999999` })
    expect(found).toEqual([])
  })

  test('template ids and names that nothing has choose nothing', async () => {
    for (const filter of [{ templateIds: ['0123456789abcdef'] }, { hosts: ['nobody'] }, { components: [''] }, { severities: [] }])
      expect((await ask({ filter })).end).toMatchObject({ matches: 0, recordsSearched: records.length })
  })

  test('ends soon after the caller has gone', async () => {
    const abort = new AbortController()
    const events = made.client.exploreLines(
      { caseId: turn.caseId, filter: { pattern: 'user.*r' }, order: 'time', direction: 'forward', limit: 10, count: true },
      { ...context, signal: abort.signal },
    )
    abort.abort()
    await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'request.cancelled' })
  })
})

test('exploreHistogram() and exploreFacets() count what exploreLines() finds', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 300 }), async (filter, buckets) => {
      const { found, end } = await ask({ filter })
      const histogram = await lastOf(made.client.exploreHistogram({ caseId: turn.caseId, filter, buckets }, context))
      expect(histogram).toMatchObject({ complete: true, matches: end.matches })
      expect(histogram.untimed).toBe(found.filter(({ time }) => time === undefined).length)
      const from = histogram.interval === undefined ? 0 : fromInstant(histogram.interval.from)
      for (const { severity, buckets: counts } of histogram.counts) {
        expect(counts.length).toBeLessThanOrEqual(buckets)
        const own = found.filter((record) => record.time !== undefined && (record.severity ?? 'none') === severity)
        const expected = counts.map(() => 0)
        for (const { time } of own) expected[Math.floor((fromInstant(time!) - from) / histogram.bucketUs)]!++
        expect(counts).toEqual(expected)
      }
      const facets = await lastOf(made.client.exploreFacets({ caseId: turn.caseId, filter }, context))
      const countOf = (value: (record: ExploredRecord) => string | undefined) => {
        const counts: Record<string, number> = {}
        for (const record of found) {
          const key = value(record)
          if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1
        }
        return counts
      }
      const told = (list: readonly { count: number }[], key: string) =>
        Object.fromEntries(list.map((entry) => [(entry as unknown as Record<string, string>)[key]!, entry.count]))
      expect(told(facets.severities, 'severity')).toEqual(countOf(({ severity }) => severity ?? 'none'))
      expect(told(facets.sources, 'sourceId')).toEqual(countOf(({ sourceId }) => sourceId))
      expect(told(facets.components, 'name')).toEqual(countOf(({ component }) => component))
      expect(told(facets.templates, 'templateId')).toEqual(countOf(({ templateId }) => templateId))
    }),
    { numRuns: 60 },
  )
})

test('exploreTemplates() counts every record, with the types of the parameters', async () => {
  const { total, templates } = await made.client.exploreTemplates({ caseId: turn.caseId, offset: 0, limit: 1000 }, context)
  expect(total).toBe(templates.length)
  expect(templates.reduce((sum, { count }) => sum + count, 0)).toBe(records.length)
  const retry = templates.find(({ text }) => text.includes('retry after'))
  expect(retry?.parameters).toContain('number')
  const second = await made.client.exploreTemplates({ caseId: turn.caseId, offset: 1, limit: 1 }, context)
  expect(second.templates).toEqual([templates[1]])
})

test('exploreContext() gives the lines around a line and the record of each', async () => {
  const [source] = turn.sources
  const text = FILES[0]!.bytes.toString().trimEnd().split('\n')
  const trace = text.findIndex((line) => line.startsWith('\tat')) + 1
  const around = { caseId: turn.caseId, sourceId: source!.id, line: trace, before: 3, after: 5 }
  const { totalLines, lines: shown } = await made.client.exploreContext(around, context)
  expect(totalLines).toBe(text.length)
  expect(shown.map(({ line, text: own }) => `${line} ${own}`)).toEqual(
    text.slice(trace - 4, trace + 5).map((own, index) => `${trace - 3 + index} ${own}`),
  )
  for (const { line, recordLine, time } of shown) {
    const record = records.find((known) => known.sourceOrder === 0 && known.line <= line && line < known.line + known.lines)
    expect(recordLine).toBe(record?.line)
    expect(time && fromInstant(time)).toBe(record?.line === line ? record.time : undefined)
  }
  const beyond = await made.client.exploreContext({ ...around, line: 1e9 }, context)
  expect(beyond.lines.length).toBeLessThanOrEqual(4)
})

async function lastOf<T>(events: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const event of events) last = event
  return last!
}
