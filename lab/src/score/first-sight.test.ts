import { expect, test } from 'vitest'
import { unseenRows, type ScoreRow } from './first-sight.ts'

const row = (fault: string, seed: number): ScoreRow => ({
  case: `${fault}-s${seed}`,
  fault,
  isTwin: false,
  seed,
  mechanism: 'm',
  entity: 'e',
  passed: true,
  decisive: true,
  ms: 1,
  bytes: 1,
  reasons: [],
})

test('a fault once scored is never scored "at first sight" again, not by another seed either', () => {
  expect(unseenRows([row('a-b', 1)], [row('a-b', 2), row('c-d', 1), row('c-d', 2)])).toEqual([row('c-d', 1), row('c-d', 2)])
})
