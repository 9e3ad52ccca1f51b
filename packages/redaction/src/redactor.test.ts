import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RedactionError } from './redaction-error.ts'
import { createRedactor } from './redactor.ts'
import { createStreamRestorer, restorableTokens, restoreText } from './restore.ts'

const VALUES = fc.constantFrom(
  'ada@example.org',
  '203.0.113.9',
  '2001:db8::8a2e:370:7334',
  'password=hunter2!',
  '"apiKey": "q7w8e9r0t1y2u3i4o5p6"',
  'Bearer q7w8e9r0t1y2u3i4o5p6',
  'postgres://app:s3cret@db:5432/x',
  '4111 1111 1111 1111',
  'call me at +44 20 7946 0018',
  'Invalid user mallory7 from 203.0.113.9',
  '-----BEGIN PRIVATE KEY-----\nMIIEow==\n-----END PRIVATE KEY-----',
)
const LITERALS = fc.constantFrom('<EMAIL_1>', '<IP_1_1>', '<SECRET_2>', '<EMAIL_', '<>', '&', '\\', '"', '=', ': ')
const TEXT = fc.array(fc.oneof(VALUES, LITERALS, fc.string(), fc.lorem()), { maxLength: 12 }).map((parts) => parts.join(' '))
const PROSE = fc.record({ prose: fc.boolean() })

const at = (length: number, alphabet: string) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: length, maxLength: length })
const HEX = 'abcdef0123456789'
const TWO_DIGITS = fc.nat({ max: 59 }).map((number) => String(number).padStart(2, '0'))
const DATE = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2089-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())
/** What troubleshooting is about, in the forms in which logs write it. */
const KEPT = fc.oneof(
  DATE,
  DATE.map((date) => date.replace('T', ' ').replace('.', ',').replace('Z', '')),
  DATE.map((date) => date.slice(0, 10).replaceAll('-', '/')),
  fc.tuple(TWO_DIGITS, TWO_DIGITS, TWO_DIGITS).map((parts) => parts.join(':')),
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2089-12-31'), noInvalidDate: true })
    .map((date) => String(date.getTime())),
  fc.tuple(fc.nat(30), fc.nat(99), fc.nat(999)).map((parts) => `v${parts.join('.')}`),
  fc.tuple(fc.nat(30), fc.nat(99), fc.nat(9)).map((parts) => `${parts.join('.')}-rc.1`),
  fc.tuple(fc.nat(30), fc.nat(99), fc.nat(9), fc.nat(9)).map((parts) => `release ${parts.join('.')}`),
  fc.constantFrom('TRACE', 'DEBUG', 'INFO', '[WARN]', 'ERROR', 'level=error', 'severity: critical', 'FATAL'),
  fc.uuid(),
  fc.uuid().map((id) => `req-${id}`),
  fc.tuple(fc.constantFrom('-', ''), at(19, '123456789')).map(([sign, digits]) => `blk_${sign}${digits}`),
  at(12, HEX).map((id) => `container ${id}`),
  at(40, HEX).map((id) => `commit ${id}`),
  at(64, HEX).map((id) => `sha256:${id}`),
  fc.tuple(at(32, HEX), at(16, HEX)).map(([trace, span]) => `traceparent=00-${trace}-${span}-01`),
  fc.tuple(at(9, HEX), at(5, 'bcdfghjklmnpqrstvwxz2456789')).map(([set, pod]) => `pod/orders-${set}-${pod}`),
  fc.nat(70_000).map((number) => `pid=${number} port ${number} took ${number}ms offset:${number}`),
)

describe('redact()', () => {
  test('gives the same value the same placeholder and other values others', () => {
    const { redact } = createRedactor()
    expect(redact('ada@example.org wrote bob@example.org').text).toBe('<EMAIL_1> wrote <EMAIL_2>')
    expect(redact('bob@example.org').text).toBe('<EMAIL_2>')
  })
  test('goes on from a vault that was written down', () => {
    const first = createRedactor()
    first.redact('ada@example.org from 203.0.113.9')
    const vault = JSON.parse(JSON.stringify(first.vault()))
    expect(createRedactor({ vault }).redact('203.0.113.10, bob@example.org, ada@example.org').text).toBe(
      '<IP_1_2>, <EMAIL_2>, <EMAIL_1>',
    )
  })
  test('shows which addresses are neighbours', () => {
    const { redact } = createRedactor()
    expect(redact('10.1.2.3 10.1.2.4 10.1.3.3').text).toBe('<IP_1_1> <IP_1_2> <IP_2_1>')
    expect(redact('2001:db8:0:1::5 2001:db8:0:1:0:0:0:6 2001:db8:0:2::5').text).toBe('<IP_3_1> <IP_3_2> <IP_4_1>')
  })
  test('finds the names of the dictionary as whole words in any case', () => {
    const dictionary = { hosts: ['db-01.prod', 'Orders'], users: ['mallory7'], people: ['Ada Lovelace'] }
    const { redact } = createRedactor({ dictionary })
    expect(redact('DB-01.prod, orders; reorders of mallory7: ada lovelace').text).toBe(
      '<HOST_1>, <HOST_2>; reorders of <USER_1>: <PERSON_1>',
    )
  })
  test('looks for people only in what a person wrote', () => {
    const { redact } = createRedactor()
    expect(redact('My name is Ada Lovelace').text).toBe('My name is Ada Lovelace')
    expect(redact('My name is Ada Lovelace', { prose: true }).text).toBe('My name is <PERSON_1>')
  })
  test.each([
    '2026-11-23T10:20:30.123456Z INFO [main] o.a.h.Server: started v4.18.2.1042 in 12 ms',
    'blk_-4820173659284710365 received, request 5f0c1d2e-3b4a-4968-8776-655443322110',
    'sha256:9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c pulled',
    '[req-0a1b2c3d-4e5f-4061-8273-849506a7b8c9 9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b] GET /v3/volumes 200 len: 2048 time: 0.1234567',
    'pod orders-7d9f8b6c5d-x2x4z on 127.0.0.1:8080 traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'token expired; password required; key not found; auth failed for session',
  ])('leaves %s', (line) => {
    expect(createRedactor().redact(line, { prose: true }).text).toBe(line)
  })
  test('never touches times, versions, levels and identifiers', () => {
    fc.assert(
      fc.property(fc.array(KEPT, { minLength: 1, maxLength: 8 }), PROSE, (parts, options) => {
        const line = parts.join(' ')
        expect(createRedactor().redact(line, options).text).toBe(line)
      }),
      { numRuns: 500 },
    )
  })
  test('is undone by restoring a stream that is cut anywhere', () => {
    fc.assert(
      fc.property(TEXT, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, sizes) => {
        const { redact, vault } = createRedactor()
        const redacted = redact(text).text
        const { push, end } = createStreamRestorer(restorableTokens(vault(), { secrets: 'restore' }))
        let restored = ''
        for (let start = 0, turn = 0; start < redacted.length; start += sizes[turn++ % sizes.length]!)
          restored += push(redacted.slice(start, start + sizes[turn % sizes.length]!))
        expect(restored + end()).toBe(text)
      }),
    )
  })
  test('is undone by restoring', () => {
    fc.assert(
      fc.property(TEXT, PROSE, (text, options) => {
        const { redact, vault } = createRedactor()
        const redacted = redact(text, options).text
        expect(restoreText(redacted, restorableTokens(vault(), { secrets: 'restore' }))).toBe(text)
      }),
    )
  })
  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(TEXT, PROSE, (text, options) => {
        const { redact } = createRedactor()
        const once = redact(text, options).text
        expect(redact(once, options).text).toBe(once)
      }),
    )
  })
  test('never gives out a name that a text held before', () => {
    const { redact, vault } = createRedactor()
    redact('what is <EMAIL_1>?')
    expect(redact('ada@example.org').text).toBe('<EMAIL_2>')
    expect(restoreText('<EMAIL_1> and <EMAIL_2>', restorableTokens(vault(), { secrets: 'keep' }))).toBe(
      '<EMAIL_1> and ada@example.org',
    )
  })
  test('refuses when time runs out, and says nothing of the text', () => {
    let time = 0
    const { redact } = createRedactor({ timeoutMs: 5, now: () => (time += 10) })
    const refuse = () => redact('password=hunter2')
    expect(refuse).toThrow(RedactionError)
    expect(refuse).toThrow(/^Cannot redact the text within 5 ms, so it is not sent; [^=]*$/)
  })
})
