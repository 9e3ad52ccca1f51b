import { claimOf, sampleAnswer, sourceOf } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { describeWithheld } from './redact-report.ts'
import { readReport } from './read-report.ts'
import { renderHandoff } from './render-handoff.ts'
import { renderHtml } from './render-html.ts'
import { renderMarkdown } from './render-markdown.ts'
import { isPrivateAddress } from './private-address.ts'
import { makeReport } from './report.ts'

const about = { version: '0.1.0', now: Date.parse('2026-11-22T12:00:00Z') }
const KEY = 'AKIAIOSFODNN7EXAMPLQ'
const PASSWORD = 'tr0ub4dor-and-3'
const VALUES = [KEY, PASSWORD, 'ada@example.org', '198.51.100.7', 'qbergstrom']

/** Values in every field that a report takes over from an answer. */
function answerWithValues() {
  const answer = sampleAnswer()
  return {
    ...answer,
    question: `Why does ${KEY} fail for ada@example.org?`,
    headline: `qbergstrom cannot log in with ${PASSWORD}`,
    phases: { 'define-blast-radius': 'Only qbergstrom is affected' },
    claims: [
      {
        ...claimOf('c-0', `orders.log says ${PASSWORD}`, `Failed password for qbergstrom from 198.51.100.7 password=${PASSWORD}`),
        predicate: { name: 'count' as const, selector: { literals: [KEY] }, comparison: '>' as const, number: 1 },
      },
    ],
    steps: answer.steps.map((step) => ({ ...step, command: `curl -u admin:${PASSWORD} http://10.0.0.8/` })),
    sources: [sourceOf(`/home/qbergstrom/${KEY}.log`)],
    notExamined: [`mail to ada@example.org`],
  }
}

describe('a report', () => {
  test.each([
    ['handoff', renderHandoff],
    ['HTML', renderHtml],
    ['Markdown', renderMarkdown],
    ['JSON', JSON.stringify],
  ])('as %s holds no secret and nothing that tells of a person, in any field', (_name, render) => {
    const text = render(makeReport(answerWithValues(), about))
    for (const value of VALUES) expect(text.replaceAll('\\', '')).not.toContain(value)
  })

  test('says how many of each kind it withholds, keeps what tells which machine it was, and can be read back', () => {
    const report = makeReport(answerWithValues(), about)
    expect(describeWithheld(report.withheld)).toBe('2 secrets, 1 e-mail address, 1 user name, 1 public address')
    expect(report.headline).toBe('<USER_1> cannot log in with <SECRET_2>')
    expect(report.steps[0]?.command).toContain('http://10.0.0.8/')
    expect(report.sources[0]?.sha256).toBe('a'.repeat(64))
    expect(readReport(renderHtml(report))).toEqual(report)
    expect(renderMarkdown(report)).toContain('Withheld from this report: 2 secrets')
  })

  test('can be read back when an account is named like what a report is made of', () => {
    const words = [
      'supported',
      'present',
      'log',
      'ready',
      'analysis',
      'literals',
      'faultmaven',
      'inference',
      'count',
      'read-only',
    ]
    const question = words.map((word) => `Failed password for ${word} from 198.51.100.7`).join('\n')
    const report = makeReport({ ...answerWithValues(), question }, about)
    expect(report.withheld).toContainEqual({ type: 'USER', values: words.length + 1 })
    expect(readReport(JSON.stringify(report))).toEqual(report)
    expect(report.board).toMatchObject({ cause: 'analysis', problems: [{ hypotheses: [{ state: 'supported' }] }] })
  })

  test('of an answer without such values is what it was', () => {
    const report = makeReport(sampleAnswer(), about)
    expect(report.withheld).toBeUndefined()
    expect(report.claims).toEqual(sampleAnswer().claims)
    expect(renderHtml(report)).not.toContain('Withheld')
  })
})

test.each([
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['172.32.0.1', false],
  ['100.64.0.1', true],
  ['8.8.8.8', false],
  ['::1', true],
  ['fd00::1', true],
  ['2001:db8::1', false],
  ['::ffff:192.168.0.1', true],
])('isPrivateAddress(%j) is %j', (address, expected) => expect(isPrivateAddress(address)).toBe(expected))
