import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FORMAT_SAMPLES } from '../testing/format-samples.ts'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'

let made: TestService
beforeAll(() => {
  made = createTestService()
})
afterAll(() => made.remove())

type Format = keyof typeof FORMAT_SAMPLES
type Damage = (bytes: Buffer) => Buffer
type Case = { readonly format: Format; readonly what: string; readonly damage: Damage }

const FORMATS = Object.keys(FORMAT_SAMPLES).filter((name): name is Format => name in FORMAT_SAMPLES)
/** A row a line, of as many cells as the header has. */
const ROWS = {
  spanRows: ',',
  csv: ',',
  tsv: '\t',
} as const satisfies Partial<Record<Format, string>>
const BINARY: readonly Format[] = ['protobufTraces', 'protobufMetrics']
/** Rows, samples and settings that nothing closes. */
const ROWS_OF = ['spanRows', 'exposition', 'openMetrics', 'csv', 'tsv', 'pods', 'describe'] as const
const SETTINGS_OF = ['kubernetes', 'yaml', 'toml', 'ini', 'properties', 'env', 'nginx', 'systemd', 'dockerfile'] as const
const CUT_SILENTLY: readonly Format[] = [...ROWS_OF, ...SETTINGS_OF]

/** Within a line: a text that ends at the end of one of its lines may be whole. */
const cutAt =
  (share: number): Damage =>
  (bytes) => {
    let at = Math.floor(bytes.length * share)
    while (bytes[at - 1] === 10 || bytes[at] === 10) at += 1
    return bytes.subarray(0, at)
  }
const damageAt =
  (share: number): Damage =>
  (bytes) => {
    const damaged = Buffer.from(bytes)
    damaged[Math.floor(bytes.length * share)] = 0xff
    return damaged
  }
/** The lengths of messages stand one after the other at the beginning; all ones make the innermost a longer one than its parent. */
const damageLength: Damage = (bytes) => {
  const damaged = Buffer.from(bytes)
  damaged[bytes.indexOf('own') - 1] = 0x7f
  return damaged
}
const changeRow =
  (change: (row: string) => string): Damage =>
  (bytes) =>
    Buffer.from(
      bytes
        .toString()
        .split('\n')
        .map((row, at) => (at === 7 ? change(row) : row))
        .join('\n'),
    )

const CASES: Case[] = FORMATS.flatMap((format) => [
  ...[0.3, 0.6, 0.9].map((share) => ({ format, what: `cut at ${share * 100}%`, damage: cutAt(share) })),
  ...(BINARY.includes(format)
    ? [{ format, what: 'with a damaged length', damage: damageLength }]
    : [0.3, 0.6].map((share) => ({ format, what: `with a damaged byte at ${share * 100}%`, damage: damageAt(share) }))),
])
for (const [format, separator] of Object.entries(ROWS)) {
  if (!(format === 'spanRows' || format === 'csv' || format === 'tsv')) continue
  const fewer = changeRow((row) => row.slice(0, row.lastIndexOf(separator)))
  CASES.push({ format, what: 'with a row of fewer cells', damage: fewer })
  CASES.push({ format, what: 'with a row of more cells', damage: changeRow((row) => `${row}${separator}7`) })
}

const PLACE = /\b(?:line|byte) \d+/
const READ = /\b\d+ (?:spans?|points? of \d+ series|values?|rows?|lines?) read\b/

describe('a broken file of each format', () => {
  test.each(CASES)('$format $what is told with its place and what was read of it', async ({ format, damage }) => {
    const { name, bytes } = FORMAT_SAMPLES[format]
    const { sources, notExamined } = await runTurn(made.client, [{ name, bytes: damage(bytes) }])
    expect(sources.map(({ state }) => state)).not.toContain('refused')
    const said = notExamined.filter((note) => note.startsWith(name)).join('\n')
    expect(said).toMatch(PLACE)
    expect(said).toMatch(READ)
  })
  test.each(FORMATS)('nothing is said of a whole file: %s', async (format) => {
    const { notExamined, findings } = await runTurn(made.client, [FORMAT_SAMPLES[format]])
    expect(notExamined).toEqual([])
    expect(findings.filter(({ check }) => check === 'syntax')).toEqual([])
  })
  test.each(FORMATS.filter((format) => !BINARY.includes(format)))(
    'a last line without its line feed says something where nothing closes the file: %s',
    async (format) => {
      const { name, bytes } = FORMAT_SAMPLES[format]
      const { notExamined } = await runTurn(made.client, [{ name, bytes: bytes.toString().trimEnd() }])
      const told = expect.stringMatching(/: line \d+ has no end: the file may be cut there; \d+ .*read$/)
      expect(notExamined).toEqual(CUT_SILENTLY.includes(format) ? [told] : [])
    },
  )
  test.each([
    ['settings.json', '{"pool": {"size": 12,\n "name": "orders"\n'],
    ['settings.xml', '<?xml version="1.0"?>\n<server>\n  <port>8080</port>\n  <pa\n'],
    ['settings.toml', '[pool]\nsize = 12\nnames = [\n  "orders",\n'],
    ['settings.yml', 'pool:\n  size: 12\n  names: ["orders",\n'],
  ])('a cut that the syntax shows is told, whether or not a line is whole: %s', async (name, text) => {
    for (const bytes of [text, text.trimEnd()]) {
      const { notExamined } = await runTurn(made.client, [{ name, bytes }])
      expect(notExamined).toEqual([expect.stringMatching(PLACE)])
    }
  })
  test('what comes before a cut is read: spans, and points of a metric that is cut itself', async () => {
    const halfOf = ({ name, bytes }: { readonly name: string; readonly bytes: Buffer }) => ({ name, bytes: cutAt(0.5)(bytes) })
    const cut = [FORMAT_SAMPLES.jaeger, FORMAT_SAMPLES.protobufTraces, FORMAT_SAMPLES.protobufMetrics].map(halfOf)
    const { notExamined } = await runTurn(made.client, cut)
    const read = notExamined.flatMap((note) => /\d+ (?:spans|points)/.exec(note)?.[0] ?? [])
    expect(read).toEqual(['12 spans', '12 spans', '18 points'])
  })
  test('a row that does not fit is no fault of a configuration', async () => {
    const { name, bytes } = FORMAT_SAMPLES.csv
    const { findings } = await runTurn(made.client, [{ name, bytes: changeRow((row) => `${row},7`)(bytes) }])
    expect(findings.filter(({ check }) => check === 'syntax')).toEqual([])
  })
  test('brackets that a cut leaves open are one finding, on the last line', async () => {
    const bytes = '{\n "a": {\n  "b": [\n   1,\n'
    const { findings, notExamined } = await runTurn(made.client, [{ name: 'settings.json', bytes }])
    const syntax = findings.filter(({ check }) => check === 'syntax')
    expect(syntax.map(({ title }) => title)).toEqual([
      'settings.json is not well-formed: The text ends before the "]" that closes line 3',
    ])
    expect(syntax[0]?.citations).toMatchObject([{ line: 4 }])
    expect(notExamined).toEqual([expect.stringContaining('broken at line 4 (byte 25): The text ends before the "]"')])
  })
  test('source code that ends at the end of a line says which block is open', async () => {
    const { name, bytes } = FORMAT_SAMPLES.java
    const text = bytes.toString()
    const { notExamined } = await runTurn(made.client, [{ name, bytes: text.slice(0, text.indexOf('            throw')) }])
    expect(notExamined).toEqual(['Till.java: broken at line 8: a block that begins here is not closed; 9 lines read'])
  })
  test('a table of spans that gives no durations says so', async () => {
    const rows = ['traceId,spanId,parentId,start', 'a1,b1,,2026-09-30T06:00:00Z', 'a1,b2,b1,2026-09-30T06:00:01Z', '']
    const { notExamined } = await runTurn(made.client, [{ name: 'spans.csv', bytes: rows.join('\n') }])
    expect(notExamined.join()).toContain('2 left out: durations, which no column gives')
  })
})

describe('a file of one long line', () => {
  const settings = Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`key-${at}`, `value ${at}`]))
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', annotations: settings },
    status: { phase: 'Pending', reason: 'Evicted', message: 'The node was low on resource: memory' },
  }

  test('is not said to be read in part when it was read as spans, series or a document', async () => {
    const { otlpTraces, queryRange } = FORMAT_SAMPLES
    const long = [otlpTraces, queryRange].map(({ name, bytes }) => ({
      name,
      bytes: JSON.stringify({ note: 'x'.repeat(70_000), ...JSON.parse(bytes.toString()) }),
    }))
    const { notExamined } = await runTurn(made.client, [...long, { name: 'pod.json', bytes: JSON.stringify(pod) }])
    expect(notExamined).toEqual([])
  })
  test('of a log is said to be read in part', async () => {
    const bytes = `2026-09-30T06:00:00Z INFO shop: ${'x'.repeat(70_000)}\n`.repeat(3)
    const { notExamined } = await runTurn(made.client, [{ name: 'shop.log', bytes }])
    expect(notExamined).toEqual([expect.stringContaining('beyond the first 64 KiB of a line')])
  })
  test('is quoted where the value stands that a citation is about', async () => {
    const { status, ...rest } = pod
    const bytes = JSON.stringify({ status, ...rest }).replace('{"status"', `{"note":"${'x'.repeat(3000)}","status"`)
    const { findings } = await runTurn(made.client, [{ name: 'pod.json', bytes }])
    const cited = findings.flatMap(({ citations }) => citations).filter((citation) => citation.kind === 'path')
    const [message] = cited.filter(({ pointer }) => pointer === '/status/message')
    expect(message?.quote).toContain('"message":"The node was low on resource: memory"')
  })
})
