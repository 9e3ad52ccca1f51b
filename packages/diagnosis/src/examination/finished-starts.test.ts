import { createLogReader } from '@faultmaven/logs'
import { expect, test } from 'vitest'
import { examineSource } from './examine-source.ts'

function startScore(lines: readonly string[]): number | undefined {
  const reader = createLogReader({ now: Date.UTC(2026, 4, 5) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  const source = { name: 'db.log', kind: 'log' as const, head: lines, log: reader.end(), trees: [], tables: [], series: [] }
  return examineSource(source).find(({ fault }) => fault?.mode === 'starting')?.score
}

const early = '2026-05-04 10:00:01.020 UTC [31] FATAL:  the database system is starting up'
const ready = '2026-05-04 10:00:01.000 UTC [1] LOG:  database system is ready to accept connections'

test('who came before a start was finished is no fault of it, also when that is written a moment later', () => {
  expect(startScore([ready, early])).toBeLessThan(0.3)
  expect(startScore([early, ready.replace('01.000', '09.000')])).toBeLessThan(0.3)
})
test('a start that does not end, or is begun again, is one', () => {
  expect(startScore([early])).toBeGreaterThan(0.5)
  expect(startScore([ready, early.replace('10:00:01', '10:20:00')])).toBeGreaterThan(0.5)
})
