import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { createLineReader } from './line-reader.ts'
import { previewLines } from './preview-lines.ts'
import { proposeLayout } from './propose-layout.ts'
import type { Mark } from './guess-marks.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

/** Marks of the first line, named by the texts that they are. */
const marked = (text: string, parts: Readonly<Record<string, string>>): Mark[] =>
  Object.entries(parts).map(([part, value]) => {
    const from = text.indexOf(value)
    return { line: 0, from, to: from + value.length, part }
  })
const propose = (lines: readonly string[], marks?: readonly Mark[], sample: readonly string[] = []) =>
  proposeLayout({ lines, marks, sample, now: NOW })

const LINES = [
  'shop|2026-03-04 05:06:07.890|W#web-1#cart/7# basket 88 is stale',
  'shop|2026-03-04 05:06:08.001|E#web-2#pay/12# no answer from bank',
]
const PARTS = {
  timestamp: '2026-03-04 05:06:07.890',
  severity: 'W',
  host: 'web-1',
  component: 'cart',
  pid: '/7#',
  body: 'basket 88 is stale',
}

describe('a format by example', () => {
  test('reads all lines as one of them is marked', () => {
    const { layout, conflicts, goesFirst } = propose(LINES, marked(LINES[0]!, PARTS))
    expect(conflicts).toEqual([])
    expect(goesFirst).toBe(false)
    expect(previewLines(layout, LINES, NOW).map(({ read }) => read)).toEqual([
      {
        time: '2026-03-04T05:06:07.890000Z',
        severity: 'warn',
        host: 'web-1',
        component: 'cart',
        body: 'basket 88 is stale',
        fields: { pid: 7 },
      },
      {
        time: '2026-03-04T05:06:08.001000Z',
        severity: 'error',
        host: 'web-2',
        component: 'pay',
        body: 'no answer from bank',
        fields: { pid: 12 },
      },
    ])
  })

  test('puts a careless selection right and takes words that vary as passed over', () => {
    const lines = ['[2026-03-04 05:06:07] 118 (ERROR) disk full', '[2026-03-04 05:06:08] 119 (INFO) ok']
    const marks = marked(lines[0]!, { timestamp: '[2026-03-04 05:06', severity: '(ERROR) ' })
    const { layout, marks: taken, conflicts } = propose(lines, marks)
    expect(conflicts).toEqual([])
    expect(taken.map(({ from, to, part }) => [part, lines[0]!.slice(from, to)])).toEqual([
      ['timestamp', '2026-03-04 05:06:07'],
      ['severity', 'ERROR'],
    ])
    expect(previewLines(layout, lines, NOW).map(({ read }) => [read?.severity, read?.body])).toEqual([
      ['error', 'disk full'],
      ['info', 'ok'],
    ])
  })

  test('guesses parts where nothing is marked', () => {
    const { marks } = propose(['2026-03-04 05:06:07 ERROR clockd[44]: no server answers'])
    expect(marks.map(({ part }) => part)).toEqual(['timestamp', 'severity', 'component', 'pid', 'body'])
  })

  test('says what stands in the way', () => {
    const text = 'ab 2026-03-04 05:06:07 x'
    const problems = (marks: Mark[], lines = [text]) => propose(lines, marks).conflicts.map(({ problem }) => problem)
    expect(problems([{ line: 0, from: 0, to: 2, part: 'host' }])).toEqual([expect.stringContaining('Mark the time or the level')])
    expect(problems([{ line: 0, from: 0, to: 2, part: 'timestamp' }])[0]).toBe('“ab” holds no time that is known')
    expect(
      problems([
        { line: 0, from: 0, to: 1, part: 'host' },
        { line: 0, from: 1, to: 2, part: 'component' },
        { line: 0, from: 3, to: 22, part: 'timestamp' },
      ]),
    ).toEqual(['There must be text between the host and the component'])
    expect(problems(marked(text, { timestamp: '2026-03-04 05:06:07' }), [text, 'something else'])).toEqual([
      'This line is laid out in another way',
    ])
  })

  test('is tried for a source that is mostly written in it, before a format of the set only where that reads its lines', () => {
    const { layout } = propose(LINES, marked(LINES[0]!, PARTS))
    const taught = [{ name: 'taught: shop', layout, goesFirst: false }]
    const read = (lines: readonly string[]) => {
      const reader = createLineReader({ now: NOW, taught })
      reader.choose(lines)
      return { formats: lines.map((line) => reader.read(line)?.format), taught: reader.taught().length }
    }
    expect(read(LINES)).toEqual({ formats: ['taught: shop', 'taught: shop'], taught: 1 })
    const plain = Array.from({ length: 9 }, (_, at) => `2026-03-04 05:06:0${at} - a.b - ERROR - lost`)
    expect(read([...plain, LINES[0]!])).toMatchObject({ taught: 0 })
  })
})

const PIECES = {
  timestamp: fc
    .tuple(fc.integer({ min: 10, max: 28 }), fc.integer({ min: 10, max: 59 }), fc.constantFrom('iso', 'syslog', 'access'))
    .map(([day, second, how]) => {
      if (how === 'iso') return `2026-03-${day}T05:06:${second}.123Z`
      return how === 'syslog' ? `Mar ${day} 05:06:${second}` : `${day}/Mar/2026:05:06:${second} +0100`
    }),
  severity: fc.constantFrom('ERROR', 'WARN', 'INFO', 'debug', 'Fatal'),
  host: fc.constantFrom('web-1', 'db-2.example.com', 'x'),
  component: fc.constantFrom('shop', 'a.b.Keeper', 'pay_7'),
  pid: fc.integer({ min: 1, max: 99_999 }).map(String),
  tenant: fc.constantFrom('acme', 'globex', 'initech-3'),
}
type Name = keyof typeof PIECES
const NAMES: readonly Name[] = ['timestamp', 'severity', 'host', 'component', 'pid', 'tenant']
const separator = fc.constantFrom(' ', '  ', ' | ', '|', ' - ', ';', '#', ' :: ', '~', '\t', ' => ')
const bracket = fc.constantFrom(['', ''], ['', ''], ['[', ']'], ['(', ')'], ['<', '>'], ['"', '"'], ['{', '}'])
const message = fc.array(fc.constantFrom('disk', 'is', 'full', '7', 'a=b', '[x]', 'lost:'), { minLength: 1, maxLength: 6 })
const values = fc.record({ ...PIECES, body: message.map((words) => words.join(' ')) })

test('a format proposed from lines of any layout reads back their parts', () => {
  const layout = fc.record({
    names: fc
      .shuffledSubarray([...NAMES], { minLength: 1 })
      .filter((names) => names.includes('timestamp') || names.includes('severity')),
    separators: fc.array(separator, { minLength: 8, maxLength: 8 }),
    brackets: fc.array(bracket, { minLength: 8, maxLength: 8 }),
    prefix: fc.constantFrom('', '> ', 'app: ', '* '),
    stamp: fc.constantFrom('iso', 'syslog'),
  })
  fc.assert(
    fc.property(layout, fc.array(values, { minLength: 2, maxLength: 8 }), ({ names, separators, brackets, prefix }, rows) => {
      const marks: Mark[] = []
      const lines = rows.map((row, line) => {
        let text = prefix
        names.forEach((name, at) => {
          const [open = '', close = ''] = brackets[at] ?? []
          text += open
          if (line === 0) marks.push({ line, from: text.length, to: text.length + row[name].length, part: name })
          text += row[name] + close + separators[at]
        })
        if (line === 0) marks.push({ line, from: text.length, to: text.length + row.body.length, part: 'body' })
        return text + row.body
      })
      const proposal = proposeLayout({ lines, marks, sample: [], now: NOW })
      expect(proposal.conflicts).toEqual([])
      previewLines(proposal.layout, lines, NOW).forEach(({ read }, index) => {
        const row = rows[index]!
        expect(read?.body).toBe(row.body)
        if (names.includes('host')) expect(read?.host).toBe(row.host)
        if (names.includes('component')) expect(read?.component).toBe(row.component)
        if (names.includes('pid')) expect(String(read?.fields['pid'])).toBe(row.pid)
        if (names.includes('tenant')) expect(read?.fields['tenant']).toBe(row.tenant)
        if (names.includes('timestamp')) expect(read?.time).toMatch(/^2026-03-\d\dT0[45]:06:/)
        if (names.includes('severity')) expect(read?.severity).toBe(row.severity.toLowerCase())
      })
    }),
    { numRuns: 300 },
  )
})

test('whatever is marked, a proposal comes, and hostile lines take no time', () => {
  const part = fc.constantFrom('timestamp', 'severity', 'host', 'component', 'pid', 'body', 'x')
  const marks = fc.array(fc.record({ line: fc.nat(3), from: fc.nat(40), to: fc.nat(40), part }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 4 }), marks, (lines, drawn) => {
      const { layout } = propose(lines, drawn)
      for (const { text, read } of previewLines(layout, lines, NOW)) if (read !== undefined) expect(text).toContain(read.body)
    }),
  )
  const { layout } = propose(LINES, marked(LINES[0]!, PARTS))
  const reader = createLogReader({ now: NOW, taught: [{ name: 'taught: x', layout, goesFirst: true }] })
  const begun = process.cpuUsage().user
  for (const piece of ['|', '#', ' ', 'shop|', 'shop|2026-03-04 05:06:07|W#'])
    reader.push(Buffer.from(`${piece.repeat(60_000 / piece.length)}\n`.repeat(20)))
  reader.end()
  expect((process.cpuUsage().user - begun) / 1e6).toBeLessThan(10)
})
