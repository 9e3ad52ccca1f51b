import type { Finding } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { moveFinding } from './move-times.ts'

const FINDING: Finding = {
  id: 'f',
  turnId: 't',
  sourceId: 's',
  kind: 'burst',
  title: 'Incident from 2026-03-05 00:30:00 to 01:10:00 UTC: first “at 00:30:01”',
  check: 'log-incidents',
  score: 0.7,
  count: 3,
  interval: { from: '2026-03-05T00:30:00.000000Z', to: '2026-03-05T01:10:00.000000Z' },
  entities: [],
  details: ['until 01:10:00'],
  citations: [],
  predicates: [
    {
      name: 'rate-change',
      selector: { sourceIds: ['s'] },
      before: { from: '2026-03-05T00:00:00.000000Z', to: '2026-03-05T00:29:59.000000Z' },
      after: { from: '2026-03-05T00:30:00.000000Z', to: '2026-03-05T01:10:00.000000Z' },
    },
  ],
}

test('moveFinding() moves interval and windows, and what sentences say of the interval', () => {
  const moved = moveFinding(FINDING, -3600e6)
  expect(moved).toMatchObject({
    title: 'Incident from 2026-03-04 23:30:00 to 00:10:00 UTC: first “at 00:30:01”',
    interval: { from: '2026-03-04T23:30:00.000000Z', to: '2026-03-05T00:10:00.000000Z' },
    details: ['until 00:10:00'],
    predicates: [{ before: { from: '2026-03-04T23:00:00.000000Z' }, after: { to: '2026-03-05T00:10:00.000000Z' } }],
  })
  expect(moveFinding(moved, 3600e6)).toEqual(FINDING)
  expect(moveFinding(FINDING, 0)).toBe(FINDING)
})
