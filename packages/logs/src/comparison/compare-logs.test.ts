import { describe, expect, test } from 'vitest'
import { makeLog, type Plot } from '../incidents/testing/make-log.ts'
import { createLogReader } from '../log-reader.ts'
import { compareLogs } from './compare-logs.ts'

function digestOf(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return reader.end()
}
const relayFails: Plot = (at) =>
  at % 40 === 0 ? [{ level: 'ERROR', component: 'mailer', text: `relay ${at % 4} refused the receipt of order ${at}` }] : []

describe('compareLogs()', () => {
  const good = digestOf(makeLog({ records: 4000, seed: 1 }))

  test('says nothing of two logs of the same', () => {
    const others = [2, 3, 4, 5].map((seed) => compareLogs(digestOf(makeLog({ records: 3000, seed })), good))
    expect(others.flatMap(({ messages, values }) => [...messages, ...values])).toEqual([])
    expect(others[0]!.common).toBe(1)
  })

  test('finds the message that only the bad one has, with counts on both sides', () => {
    const bad = digestOf(makeLog({ records: 3000, seed: 2, plot: relayFails }))
    const { messages } = compareLogs(bad, good)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject({ moreIn: 'bad', bad: { count: 75 }, good: { count: 0, of: 4000 } })
    expect(messages[0]!.text).toContain('refused the receipt')
    expect(messages[0]!.pValue).toBeLessThan(1e-9)
  })

  test('finds what the bad one lacks', () => {
    const bad = digestOf(makeLog({ records: 4000, seed: 2, without: (_, component) => component === 'mailer' }))
    const { messages } = compareLogs(bad, good)
    expect(messages.map(({ moreIn, template }) => [moreIn, template.component])).toEqual([
      ['good', 'mailer'],
      ['good', 'mailer'],
    ])
  })

  test('a message that comes in one flood is no certain difference', () => {
    const flood: Plot = (at) =>
      at === 2000
        ? Array.from({ length: 60 }, () => ({ level: 'INFO', component: 'stock', text: 'shelf index written anew' }))
        : []
    const even: Plot = (at) => (at % 50 === 0 ? [{ level: 'INFO', component: 'stock', text: 'shelf index written anew' }] : [])
    const scoreOf = (plot: Plot) => compareLogs(digestOf(makeLog({ records: 3000, seed: 2, plot })), good).messages[0]?.score ?? 0
    expect(scoreOf(even)).toBeGreaterThan(0.5)
    expect(scoreOf(flood)).toBeLessThan(scoreOf(even))
  })

  test('is the same seen from the other side', () => {
    const bad = digestOf(makeLog({ records: 3000, seed: 2, plot: relayFails }))
    const [there, back] = [compareLogs(bad, good), compareLogs(good, bad)]
    expect(back.messages.map(({ pValue }) => pValue)).toEqual(there.messages.map(({ pValue }) => pValue))
    expect(back.common).toBe(there.common)
  })
})
