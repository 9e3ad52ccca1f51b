import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LOG_FORMATS } from '../formats/log-formats.ts'
import type { TakeRecords } from '../log-miner.ts'
import { createLogReader } from '../log-reader.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function read(bytes: Buffer, sizes: readonly number[], remembersLines: boolean) {
  const records: unknown[][] = []
  const columns: TakeRecords = (batch, count) => {
    const { starts, ends, numbers, spans, times, severities, groups, hosts, components } = batch
    const all = [starts, ends, numbers, spans, times, severities, groups, hosts, components]
    for (let index = 0; index < count; index++) records.push(all.map((column) => column[index]))
  }
  const reader = createLogReader({ now: NOW, remembersLines, columns })
  let from = 0
  for (let turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    // The caller may reuse its bytes.
    const piece = Uint8Array.from(bytes.subarray(from, from + size))
    reader.push(piece)
    piece.fill(120)
    from += size
  }
  return { digest: reader.end(), records, names: reader.names() }
}

const number = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.integer({ min: 0, max: 99_999 }),
  fc.constantFrom(503, 200, 1772600767, 20260304),
)
const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('user', 'ada', 'lost', 'größe', 'at', 'Error:', 'debug', 'Mar', 'is', '-', '->', '"x"', '[a b]'),
  },
  { weight: 3, arbitrary: number.map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'w-7',
      'w-12',
      'a1b2',
      'größe7',
      'bytes\0\0',
      '\0\u0001\0\u0002 7',
      '3f9e',
      '10.0.0.7',
      '10.12.130.7:80',
      'debug3',
      '1.2.3',
      'x=7',
      '9s',
      'v1.Gate',
      '0x7f',
      '12:30',
      '2026-03-04',
      'T7',
      'ssh2',
      'ssh2',
      'L3',
      'eth0:',
      'a1.L3',
      '7Z',
      'a1b2c3d4-cafe-4f9e-beef-0123456789ab',
      'a1b2c3d4-3f9e-cafe-8bad-0123456789ab',
      'n7-dead-end',
      'n7-fade-end',
    ),
  },
)
const message = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '))
const two = (value: number) => String(value).padStart(2, '0')
const time = fc.tuple(
  fc.constantFrom(2025, 2026, 1960),
  fc.constantFrom(3, 3, 3, 12, 13),
  fc.constantFrom(4, 4, 14, 31),
  fc.constantFrom(5, 5, 23, 25),
  fc.constantFrom(6, 6, 7, 61),
  fc.integer({ min: 0, max: 61 }),
  fc.integer({ min: 0, max: 999 }),
)
const MONTHS = ['Jan', 'Mar', 'Dec']
const stamp = fc.tuple(time, fc.integer({ min: 0, max: 11 })).map(([[year, month, day, hour, minute, second, ms], way]) => {
  const clock = `${two(hour)}:${two(minute)}:${two(second)}`
  if (way === 0) return `${year}-${two(month)}-${two(day)}T${clock}Z`
  if (way === 1) return `${year}-${two(month)}-${two(day)} ${clock},${String(ms).padStart(3, '0')}`
  if (way === 2) return `${MONTHS[month % 3]} ${String(day).padStart(2)} ${clock}`
  if (way === 3) return `${two(day)}/${two(month)}/${year} ${clock}`
  if (way === 4) return `${two(month)}/${two(day)}/${year} ${clock}`
  if (way === 5) return `${year}-${two(month)}-${two(day)} ${clock}.${ms} +0${day % 10}00`
  if (way === 6) return `${year}${two(month)}${two(day)}-${hour}:${minute}:${second}:${ms}`
  if (way === 7) return `1${ms}60076${second % 10}`
  if (way === 8) return `${clock}.${String(ms).padStart(3, '0')}`
  if (way === 9) return `${month % 12}/${day}/${year % 100} ${hour % 13}:${two(minute)} PM`
  if (way === 10) return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
  return `Mon Mar ${two(day)} ${clock} ${year}`
})
const level = fc.constantFrom('INFO', 'WARN', 'ERROR', 'DEBUG1', 'info', 'I', '')
const name = fc.constantFrom(
  'shop.Store',
  'a.b.c',
  'web-1',
  'web-2',
  'web-b2.x',
  'n7-cafe-x',
  'n7-beef-x',
  '10.0.0.7',
  '10.0.0.12',
  'kernel',
  'pool2',
  'Größe',
  'x',
)
const header = fc.tuple(stamp, level, name, number, fc.integer({ min: 0, max: 10 })).map(([at, severity, who, id, way]) => {
  if (way === 0) return `${at} ${severity} ${who}: `
  if (way === 1) return `${at} ${who} app[${id}]: `
  if (way === 2) return `[${at}] [${severity}] [${who}-${id}] `
  if (way === 3) return `${at} [exec-${id}] ${severity} ${who} - `
  if (way === 4) return `${who} ${at} ${who} ${severity} `
  if (way === 5) return `- ${at} ${id} ${severity} ${who} [req-${id}a - 7] `
  if (way === 6) return `${severity}: `
  if (way === 7) return `<${id}>1 ${at} ${who} app ${id} - - `
  if (way === 8) return `${id % 5 === 0 ? 1400000000 : 1772600100 + (id % 700)} sent ${who}: `
  if (way === 10) return `${at} ${severity} [${who}] ${who}: `
  return `10.0.0.${id} - - [04/Mar/2026:05:06:07 +0000] "GET /a/${id} HTTP/1.1" ${200 + (id % 400)} ${id} `
})
const jsonLine = fc
  .tuple(stamp, level, message, message, number, fc.integer({ min: 0, max: 9 }))
  .map(([at, severity, text, other, id, way]) => {
    if (way === 0) return JSON.stringify({ time: at, level: severity, msg: text, user: other })
    if (way === 1) return JSON.stringify({ ts: id * 1e6, level: id, message: text, logger: `x${id}` })
    if (way === 2) return JSON.stringify({ '@timestamp': at, time: other, msg: text, error: other, n: [id, { a: id }] })
    if (way === 3) return JSON.stringify({ log: `${at} ${text}\n`, stream: 'stderr', time: at })
    if (way === 4) return JSON.stringify({ time: at, msg: `${text}\n${other}`, err: { message: other, id } })
    if (way === 5) return JSON.stringify({ t: 1772600767 + id, severity, msg: `\u001b[31m${text}`, name: other })
    if (way === 6) return JSON.stringify({ msg: text, error: other, ok: true, nothing: null }).replaceAll(':', ' : ')
    if (way === 7) return `{"msg":"${text.replaceAll('"', '')}","n":0${id},"level":"${severity}"}`
    if (way === 8) return `{"msg":"\\u00e${id % 10} \\t7 ${id}","msg":"x","time":"${at}"}`
    if (way === 9 && id % 2 === 0) return JSON.stringify({ at, level: 'info', host: `web-${id % 4}`, msg: `x "${text}" ssh2` })
    return JSON.stringify({ id, data: other })
  })
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(header, message).map(([head, text]) => head + text) },
  { weight: 4, arbitrary: jsonLine },
  { weight: 1, arbitrary: message },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '\tat a.b(C.java:7)',
      'Caused by: a.b.E1: x',
      'java.lang.Error: 7',
      'Traceback (most recent call last):',
      '  File "x", line 7',
      'panic: 7',
      'goroutine 7 [running]:',
      '{',
      '}',
      '\u001b[31m2026-03-04T05:06:07Z ERROR x: y\u001b[0m',
      '2026-03-04T05:06:07Z INFO a: \0\0 b',
      '2026-03-04T05:06:07Z stdout P part 7',
      '2026-03-04T05:06:07Z stdout F INFO whole 8',
      'level=info msg="a 7" ts=2026-03-04T05:06:07Z',
      `2026-03-04T05:06:07Z INFO a: ${'long 7 '.repeat(200)}`,
    ),
  },
)
const PARTS_OF_ENTRIES = [
  'SEVERE: disk 7',
  'CONFIG: 7',
  'Event[7]:',
  '  Log Name: System',
  '  Level: Error',
  '  Description: ',
  'TimeCreated : 3/4/2026 5:06:07 AM',
  'Message : bad block',
  '# Time: 2026-03-04T05:06:07.890123Z',
  '# User@Host: app[app] @  [192.0.2.8]  Id: 7',
  'SELECT 7',
  '',
]
const documented = fc.constantFrom(
  ...LOG_FORMATS.flatMap(({ samples }) => samples.map((sample) => sample.line)),
  ...PARTS_OF_ENTRIES,
)
const end = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')

/** Lines drawn from a few, again and again with other digits: what the memo is for. */
const sourceOf = (drawn: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.array(drawn, { minLength: 1, maxLength: 14 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), end), { minLength: 1, maxLength: 120 }),
    )
    .map(([lines, turns]) => {
      // Formats are chosen after 200 lines; before, nothing is remembered.
      const head = Array.from({ length: 200 }, (_, at) => `${lines[at % lines.length]}\n`)
      return [...head, ...turns.map(([at, change, last]) => changeDigits(lines[at % lines.length]!, change) + last)].join('')
    })

/** Another line of the same shape, or nearly. */
function changeDigits(text: string, change: number): string {
  let state = change
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  if (change % 3 === 0) return text
  return text.replaceAll(/\d+/g, (digits) => {
    if (next(3) > 0) return digits
    return next(4) === 0 ? String(next(10 ** (1 + next(5)))) : digits.replaceAll(/\d/g, () => String(next(10)))
  })
}

test.each([
  ['lines of any kind', line],
  ['the samples of the formats', documented],
] as const)(
  'remembering lines changes nothing, neither in the digest nor in the columns: %s',
  (_, drawn) => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 100, max: 9000 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(sourceOf(drawn), sizes, fc.constantFrom('utf8' as const, 'latin1' as const), (text, pieces, encoding) => {
        const bytes = Buffer.from(text, encoding)
        expect(read(bytes, pieces, true)).toEqual(read(bytes, [bytes.length], false))
      }),
      { numRuns: 100 },
    )
  },
  60_000,
)

test('nor does it where a long word of the header makes a line with zeros a text', () => {
  const ordinary = Array.from({ length: 250 }, (_, at) => `2026-03-04T05:06:07Z INFO shop: order ${at} paid\n`)
  const withWord = (word: string) => `2026-03-04T05:06:07Z INFO [${word}] shop: hello ${'\0'.repeat(7)}\n`.repeat(30)
  const bytes = Buffer.from([...ordinary, withWord(`a1${'b'.repeat(46)}`), withWord('a1bb')].join(''))
  const full = read(bytes, [bytes.length], false)
  expect(full.digest.coverage.skipped.get('binary data')).toBe(30)
  expect(read(bytes, [50_000], true)).toEqual(full)
})

test('nor does it where hardly any line is known for a while', () => {
  const words = (at: number) =>
    [at, at * 7, at * 13].map((seed) => `w${(seed * 2_654_435_761) % 2 ** 32}`.replaceAll(/\d/g, letterOf))
  const prose = Array.from({ length: 5000 }, (_, at) => `${words(at).join(' ')}\n`)
  const known = Array.from({ length: 5000 }, (_, at) => `2026-03-04T05:06:07Z INFO shop: order ${at} paid\n`)
  const bytes = Buffer.from([...known.slice(0, 400), ...prose, ...known].join(''))
  expect(read(bytes, [50_000], true)).toEqual(read(bytes, [bytes.length], false))
})

function letterOf(digit: string): string {
  return String.fromCharCode(97 + Number(digit))
}
