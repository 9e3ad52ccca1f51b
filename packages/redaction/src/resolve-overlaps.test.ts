import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveOverlaps } from './resolve-overlaps.ts'
import { SPAN_TYPES, type Span } from './span.ts'

const SPAN = fc
  .record({ start: fc.nat(40), length: fc.integer({ min: 1, max: 12 }), type: fc.constantFrom(...SPAN_TYPES) })
  .map(({ start, length, type }): Span => ({ start, end: start + length, type }))

test('resolveOverlaps() covers what was covered, in order, nothing twice, the worse to lose on top', () => {
  fc.assert(
    fc.property(fc.array(SPAN), (spans) => {
      const resolved = resolveOverlaps(spans)
      for (const [at, span] of resolved.entries()) if (at > 0) expect(span.start).toBeGreaterThanOrEqual(resolved[at - 1]!.end)
      for (let place = 0; place < 60; place++) {
        const covers = ({ start, end }: Span) => start <= place && place < end
        const worst = SPAN_TYPES.find((type) => spans.some((span) => covers(span) && span.type === type))
        expect(resolved.find(covers)?.type).toBe(worst)
      }
    }),
  )
})
