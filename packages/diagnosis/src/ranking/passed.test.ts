import type { Finding, Source } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { readQuestion } from '../question/read-question.ts'
import { makeFinding, makeHealthy } from '../testdata/make-finding.ts'
import { setAsidePassed } from './passed.ts'

const at = (from: string, to = from) => ({ interval: { from: `2026-05-04T${from}Z`, to: `2026-05-04T${to}Z` } })
const refused = makeFinding('upstream/refused', { ...at('10:10:00', '10:11:00'), count: 40 })

const sourceOf = ({ sourceId }: Finding, to: string, name = 'app.log', records = 500) =>
  ({ id: sourceId, name, ...at('10:00:00', to), coverage: { records } }) as Source
const left = (findings: readonly Finding[], { question = 'Is anything wrong here?', to = '11:00:00', sources }: Options = {}) =>
  setAsidePassed({ question: readQuestion(question), findings, sources: sources ?? [sourceOf(refused, to)] }).length
type Options = { readonly question?: string; readonly to?: string; readonly sources?: readonly Source[] }

describe('setAsidePassed()', () => {
  test('leaves out what passed long before the end, where it is asked whether anything is wrong', () => {
    expect(left([refused])).toBe(0)
  })
  test.each(['Why do checkouts fail?', 'Is anything wrong since 10:10?', 'Was anything wrong?', ''])(
    'keeps it when asked “%s”',
    (question) => {
      expect(left([refused], { question })).toBe(1)
    },
  )
  test('keeps what may still go on: near the end, or by its usual interval', () => {
    expect(left([refused], { to: '10:12:00' })).toBe(1)
    const hourly = makeFinding('connection/timed-out', { ...at('10:00:00', '10:40:00'), count: 3 })
    expect(left([hourly])).toBe(1)
  })
  test('keeps what uses something up or is wrong in itself', () => {
    const lasting = ['disk/exhausted', 'certificate/expired', 'config/invalid', 'process/crashed'].map((mechanism) =>
      makeFinding(mechanism, at('10:10:00')),
    )
    expect(left(lasting)).toBe(4)
  })
  test('a lock that others waited for or were refused is free again', () => {
    const locks = ['lock/conflicting', 'lock/deadlocked'].map((mechanism) =>
      makeFinding(mechanism, { ...at('10:10:00', '10:11:00'), count: 40 }),
    )
    expect(left(locks)).toBe(0)
    expect(left(locks, { to: '10:11:30' })).toBe(2)
  })
  test('keeps the last words of who is not heard again', () => {
    const other = { ...sourceOf(refused, '11:00:00', 'other.log'), id: '00000000-0000-4000-8000-00000000000f' }
    expect(left([refused], { sources: [sourceOf(refused, '10:11:00'), other] })).toBe(1)
  })
  test('a log of errors is silent where the requests beside it go well', () => {
    const requests = { ...sourceOf(refused, '11:00:00', 'proxy-access.log'), id: '00000000-0000-4000-8000-00000000000f' }
    expect(left([refused], { sources: [sourceOf(refused, '10:11:00', 'proxy-error.log'), requests] })).toBe(0)
  })
  test('one failing call in hundreds is no fault, one in ten may be the first of many', () => {
    const lone = makeFinding('connection/lost', at('10:59:59'))
    expect(left([lone])).toBe(0)
    expect(left([lone], { sources: [sourceOf(lone, '11:00:00', 'app.log', 10)] })).toBe(1)
  })
  test('what stands last in the evidence may be the beginning', () => {
    expect(left([makeFinding('connection/lost', at('11:00:00'))])).toBe(1)
  })
  test('what was killed is over only where somebody announced the end', () => {
    const killed = makeFinding('connection/killed', at('10:10:00'))
    const announced = makeHealthy('db (initiated by: unknown): Normal shutdown', { ...at('10:10:01'), details: ['by-design'] })
    expect(left([killed])).toBe(1)
    expect(
      setAsidePassed({
        question: readQuestion('Is anything wrong?'),
        findings: [killed, announced],
        sources: [sourceOf(killed, '11:00:00')],
      }),
    ).toEqual([announced])
  })
})
