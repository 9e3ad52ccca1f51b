import { expect, test } from 'vitest'
import { makeFinding } from '../testdata/make-finding.ts'
import { setAsideDeliberate } from './deliberate.ts'

const at = (from: string, to = from) => ({ interval: { from: `2026-05-04T${from}Z`, to: `2026-05-04T${to}Z` } })
const ended = {
  ...makeFinding('process/failed', { ...at('10:00:00'), line: 1 }),
  kind: 'healthy' as const,
  title: 'received fast shutdown request',
  details: ['by-design'],
}
const lost = makeFinding('connection/lost', { ...at('10:00:01', '10:00:40'), line: 2 })

test('a deliberate restart explains what breaks during it, and nothing else', () => {
  const before = makeFinding('connection/lost', { ...at('09:30:00', '10:00:10'), line: 3 })
  const lasting = makeFinding('connection/refused', { ...at('10:00:01', '10:30:00'), line: 4 })
  const other = makeFinding('disk/exhausted', { ...at('10:00:05'), line: 5 })
  const timeless = makeFinding('connection/refused', { line: 6 })
  expect(setAsideDeliberate([ended, lost, before, lasting, other, timeless])).toEqual([ended, before, lasting, other, timeless])
})

test('without one everything stays', () => {
  expect(setAsideDeliberate([lost])).toEqual([lost])
  expect(setAsideDeliberate([{ ...ended, title: 'the replica is healthy as expected' }, lost])).toHaveLength(2)
})
