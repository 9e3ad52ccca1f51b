import { expect, test } from 'vitest'
import { makeLog } from '../incidents/testing/make-log.ts'
import { createLogReader } from '../log-reader.ts'
import { findOddWindows } from './odd-windows.ts'

function oddIn(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return findOddWindows(reader.end())
}

test('finds the stretch whose mix of messages is unlike the others', () => {
  const without = (at: number, component: string) => at > 4000 && at < 4400 && component !== 'stock'
  const lines = makeLog({ records: 12_000, without })
  const found = oddIn(lines)
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThanOrEqual(3)
  for (const { firstLine, lastLine, from, to } of found) {
    expect(lastLine).toBeGreaterThan(3990)
    expect(firstLine).toBeLessThan(4400)
    expect(to! - from!).toBeLessThan(100e6)
  }
  const [{ messages }] = found as [(typeof found)[0]]
  expect(messages.some(({ template, count, expected }) => template.component === 'cart' && count < expected)).toBe(true)
})

test('finds hardly any in everyday logs, although a share of them is always oddest', () => {
  const found = Array.from({ length: 12 }, (_, seed) => oddIn(makeLog({ records: 4000, seed: seed + 40 })).length)
  expect(found.filter((count) => count > 0).length).toBeLessThanOrEqual(1)
})

test('says nothing of a log too short to have a usual', () => {
  expect(oddIn(makeLog({ records: 100 }))).toEqual([])
})
