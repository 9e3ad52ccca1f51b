import type { Finding } from '@faultmaven/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderFindings } from './order-findings.ts'

function finding(score: number, sourceId: string, line: number, id: string): Finding {
  const unused = { turnId: '', check: 'c', title: 't', count: 1, entities: [], details: [], predicates: [] }
  const citation = { kind: 'text', sourceId, sourceName: '', sha256: '', line, bytes: [0, 1], quote: '' } as const
  return { ...unused, id, sourceId, score, kind: 'fault', citations: [{ ...citation, bytes: [0, 1] }] }
}
const placeOf = ({ score, sourceId, citations: [citation] }: Finding) => [
  score,
  sourceId,
  citation?.kind === 'text' ? citation.line : undefined,
]

test('orderFindings() goes by score, then source, then line, and ids decide nothing', () => {
  const findings = [finding(0.5, 'a', 9, '1'), finding(0.5, 'b', 2, '2'), finding(0.5, 'b', 1, '3'), finding(0.9, 'a', 70, '4')]
  const ids = fc.shuffledSubarray(['1', '2', '3', '4'], { minLength: 4 })
  fc.assert(
    fc.property(ids, fc.shuffledSubarray(findings, { minLength: 4 }), (named, shuffled) => {
      const renamed = shuffled.map((one) => ({ ...one, id: named[Number(one.id) - 1]! }))
      expect(orderFindings(renamed, ['b', 'a']).map(placeOf)).toEqual([
        [0.9, 'a', 70],
        [0.5, 'b', 1],
        [0.5, 'b', 2],
        [0.5, 'a', 9],
      ])
    }),
  )
})
