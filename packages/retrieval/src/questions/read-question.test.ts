import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAlertPayload } from './alert-payload.ts'
import { readPromql } from './promql.ts'
import { readQuestion } from './read-question.ts'

const alert = {
  labels: { alertname: 'BrokerQueueGrows', namespace: 'payments', pod: 'broker-7f9c', severity: 'page', reason: 'NoConsumers' },
  annotations: { summary: 'Queue of payments grows on broker-7f9c', runbook_url: 'https://x.test/r' },
}

describe('readQuestion()', () => {
  it.each([
    ['a webhook', { receiver: 'x', alerts: [alert] }],
    ['a list of alerts', [alert]],
    ['the answer of an API', { status: 'success', data: { alerts: [alert] } }],
    ['a single alert', alert],
  ])('reads %s: the name, what is said, no places', (_, payload) => {
    const { kind, names, terms } = readQuestion(JSON.stringify(payload))
    expect(kind).toBe('alert')
    expect(names).toEqual(['brokerqueuegrows'])
    expect(terms.get('queue')).toBeGreaterThan(terms.get('reason') ?? 0)
    expect([...terms.keys()]).not.toContain('payment')
    expect([...terms.keys()]).not.toContain('7f9c')
  })

  it('reads an expression: metrics before matchers, no numbers, no places', () => {
    const { kind, terms } = readQuestion('sum by (namespace) (rate(queue_rejected_total{job="broker", reason="Full"}[5m])) > 10')
    expect(kind).toBe('expression')
    expect(terms.get('queue')).toBe(1)
    expect(terms.get('full')).toBe(0.5)
    expect([...terms.keys()]).not.toContain('broker')
    expect([...terms.keys()]).not.toContain('10')
  })

  it('takes the job for the subject where only its presence is watched', () => {
    const { terms } = readQuestion('absent(up{job="billing-worker"} == 1)')
    expect(terms.get('bill')).toBe(1)
    expect([...terms.keys()]).toEqual(expect.arrayContaining(['miss', 'down']))
  })

  it.each([
    'Why does node_exporter not start?',
    'dial tcp 10.0.0.1:5432: connect: connection refused',
    'panic: runtime error: index out of range [3] with length 2\n\tmain.go:12 +0x1d',
    '{"level":"error","msg":"cannot open the file"}',
  ])('takes %j for text', (text) => {
    expect(readQuestion(text).kind).toBe('text')
  })

  it('leaves out words that only ask', () => {
    expect([...readQuestion('How do I rotate the broker password?').terms.keys()]).toEqual(
      expect.arrayContaining(['rotat', 'broker', 'password']),
    )
    expect([...readQuestion('How do I rotate it?').terms.keys()]).not.toContain('how')
  })

  it('adds what the field also calls a thing, with less weight', () => {
    const { terms } = readQuestion('pvc pending')
    expect(terms.get('pvc')).toBe(1)
    expect(terms.get('volum')).toBeLessThan(1)
  })

  it('takes the name that a pasted alert begins with', () => {
    expect(readQuestion('BrokerQueueGrows: Queue grows').names).toEqual(['brokerqueuegrows'])
    expect(readQuestion('Error: no such file').names).toEqual([])
  })

  it('never throws and is quick on hostile text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void readQuestion(text)))
    for (const piece of ['# ', 'a_', '{a="', '((((', 'a'.repeat(50), '"\\']) {
      const started = performance.now()
      readQuestion(piece.repeat(50_000))
      expect(performance.now() - started).toBeLessThan(2000)
    }
  })
})

/** So long that work which grows with the square of it would not end within the time of a test. */
const LONG = 500_000

it.each([
  ['escaped quotes', '"\\'.repeat(LONG)],
  ['quotes that end in an escape', `${'"\\"'.repeat(LONG)}\\`],
  ['apostrophes', `up{ ${"'".repeat(LONG + 1)}`],
  ['back quotes', '`a" '.repeat(LONG)],
  ['open braces', 'a_b{'.repeat(LONG)],
  ['open brackets', 'a_b['.repeat(LONG)],
  ['groupings without an end', 'sum by ('.repeat(LONG)],
  ['comments', '# a'.repeat(LONG)],
  ['comments with names', '# a_b_c_d_e_f_g'.repeat(LONG / 10)],
  ['brackets in brackets', '('.repeat(LONG)],
])('reads %s of any length once', (_, text) => {
  expect(() => readPromql(text)).not.toThrow()
  expect(readAlertPayload(text)).toBeUndefined()
})

it('lists in lists without end are no alert', () => {
  const depth = 9000
  expect(readAlertPayload('['.repeat(depth) + '{"labels":{"alertname":"A"}}' + ']'.repeat(depth))).toBeUndefined()
  expect(readQuestion('['.repeat(10_000) + ']'.repeat(10_000)).kind).toBe('text')
})

it('a string that was cut, and the apostrophe of prose, make no expression', () => {
  expect(readPromql("node_exporter isn't scraping the kubelet")).toBeUndefined()
  expect(readPromql('rate(http_requests_total{code="500"}[5m]) > 1')?.metrics).toEqual(['http_requests_total'])
})
