import type { Finding } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { groupFindings } from './group-findings.ts'

function finding(id: string, score: number, title = id): Finding {
  const unused = { turnId: '', sourceId: '', check: 'c', count: 1, entities: [], details: [], citations: [], predicates: [] }
  return { ...unused, id, title, score, kind: 'fault' }
}

test('groupFindings() keeps the best, best first', () => {
  const findings = [finding('a', 0.2), finding('b', 0.9), finding('c', 0.5)]
  expect(groupFindings(findings, { sources: [], limit: 2 }).map(({ id }) => id)).toEqual(['b', 'c'])
})

test('groupFindings() keeps five of what many sources say alike and tells how many more there were', () => {
  const alike = Array.from({ length: 1000 }, (_, index) => finding(`a${index}`, 0.5, 'the same'))
  const grouped = groupFindings([...alike, finding('other', 0.1)], { sources: [], limit: 500 })
  expect(grouped).toHaveLength(6)
  expect(grouped[0]?.details).toEqual(['the same was found in 995 more places'])
  expect(grouped.at(-1)?.id).toBe('other')
})
