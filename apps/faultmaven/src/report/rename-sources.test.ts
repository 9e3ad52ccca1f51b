import type { Predicate } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { renameSources } from './rename-sources.ts'

const OLD = '20000000-0000-4000-8000-000000000001'
const NEW = '20000000-0000-4000-8000-000000000002'
const UNKNOWN = '20000000-0000-4000-8000-000000000003'
const selector = { sourceIds: [OLD, UNKNOWN], literals: [OLD] }
const interval = { from: '2026-11-22T03:00:00Z', to: '2026-11-22T04:00:00Z' }
const PREDICATES: Predicate[] = [
  { name: 'present', selector, at: [{ sourceId: OLD, line: 1 }] },
  { name: 'absent', selector },
  { name: 'count', selector, comparison: '=', number: 3 },
  { name: 'rate-change', selector, before: interval, after: interval },
  { name: 'precedes', first: selector, second: selector },
  { name: 'co-occurs', first: selector, second: selector, withinMs: 5 },
  { name: 'differs', first: selector, second: selector },
  { name: 'configured', place: { sourceId: OLD, pointer: `/${OLD}` }, comparison: '=', value: 'x' },
  { name: 'value', place: { sourceId: OLD, pointer: `/${OLD}` }, comparison: '>', number: 1 },
]

test.each(PREDICATES)('renameSources() renames every source of "$name", and neither literals nor pointers', (predicate) => {
  const renamed = JSON.stringify(renameSources(predicate, new Map([[OLD, NEW]])))
  const expected = JSON.stringify(predicate)
    .replaceAll(`"sourceIds":["${OLD}"`, `"sourceIds":["${NEW}"`)
    .replaceAll(`"sourceId":"${OLD}"`, `"sourceId":"${NEW}"`)
  expect(renamed).toBe(expected)
  expect(renamed).toContain(NEW)
})

test('renameSources() leaves a selector over all sources alone', () => {
  const everywhere: Predicate = { name: 'absent', selector: { literals: ['x'] } }
  expect(renameSources(everywhere, new Map([[OLD, NEW]]))).toEqual(everywhere)
})
