import { expect, test } from 'vitest'
import type { Source } from '@faultmaven/contracts'
import { makeFinding } from '../testdata/make-finding.ts'
import { setAsideDeliberate } from './deliberate.ts'

const at = (from: string, to = from) => ({ interval: { from: `2026-05-04T${from}Z`, to: `2026-05-04T${to}Z` } })
const ended = {
  ...makeFinding('process/failed', { ...at('10:00:00'), line: 1 }),
  kind: 'healthy' as const,
  title: 'received fast shutdown request',
  details: ['by-design'],
}
const until = (to: string) => [{ interval: { from: '2026-05-04T09:00:00Z', to: `2026-05-04T${to}Z` } } as Source]
const lost = makeFinding('connection/lost', { ...at('10:00:01', '10:00:40'), line: 2 })

test('a deliberate restart explains what breaks during it, and nothing else', () => {
  const before = makeFinding('connection/lost', { ...at('09:30:00', '10:00:10'), line: 3 })
  const lasting = makeFinding('connection/refused', { ...at('10:00:01', '10:30:00'), line: 4 })
  const other = makeFinding('disk/exhausted', { ...at('10:00:05'), line: 5 })
  const timeless = makeFinding('connection/refused', { line: 6 })
  const findings = [ended, lost, before, lasting, other, timeless]
  expect(setAsideDeliberate({ findings, sources: until('11:00:00') })).toEqual([ended, before, lasting, other, timeless])
})

test('it does not explain what may still go on', () => {
  expect(setAsideDeliberate({ findings: [ended, lost], sources: until('10:00:45') })).toEqual([ended, lost])
  expect(setAsideDeliberate({ findings: [ended, lost], sources: [] })).toEqual([ended, lost])
})

test('without one everything stays', () => {
  const sources = until('11:00:00')
  expect(setAsideDeliberate({ findings: [lost], sources })).toEqual([lost])
  const healthy = { ...ended, title: 'the replica is healthy as expected' }
  expect(setAsideDeliberate({ findings: [healthy, lost], sources })).toHaveLength(2)
})
