import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { fisherExact } from '../statistics/fisher-exact.ts'
import { check, idOf, instant, logOf, sourceOf, whyNot } from '../test-source.ts'

type Selector = Extract<Predicate, { name: 'differs' }>['first']
const differs = (first: Selector, second: Selector): Predicate => ({ name: 'differs', first, second })
const lines = (count: number, message: string, from = 0) =>
  Array.from({ length: count }, (_, at): [number, string] => [from + at, message])

describe('fisherExact()', () => {
  test.each([
    // Fisher's lady tasting tea, all right: 1/70 on either side.
    [{ count: 4, of: 4 }, { count: 0, of: 4 }, 2 / 70],
    [{ count: 3, of: 4 }, { count: 1, of: 4 }, 34 / 70],
    [{ count: 5, of: 10 }, { count: 5, of: 10 }, 1],
    [{ count: 0, of: 0 }, { count: 5, of: 10 }, 1],
  ])('of %j and %j', (a, b, expected) => {
    expect(fisherExact(a, b)).toBeCloseTo(expected, 10)
    expect(fisherExact(b, a)).toBeCloseTo(expected, 10)
  })
})

describe('differs', () => {
  const bad = sourceOf(logOf(...lines(20, 'INFO ok'), ...lines(20, 'ERROR refused', 20)))
  const good = sourceOf(logOf(...lines(40, 'INFO ok')), { sourceId: idOf(2), name: 'good.log' })
  const said = { literals: ['refused'] }

  test('counts both sides, of how many, with the chance of it, and cites both searches', async () => {
    const checked = await check(differs({ ...said, sourceIds: [idOf(1)] }, { ...said, sourceIds: [idOf(2)] }), bad, good)
    expect(checked).toMatchObject({
      outcome: 'verified',
      claim: {
        result: { first: 20, ofFirst: 40, second: 0, ofSecond: 40 },
        citations: [{ kind: 'search', matches: 20 }, { kind: 'search', matches: 0 }, { line: 21 }, {}, {}],
      },
    })
    expect(checked.outcome === 'verified' && checked.claim.result['pValue']).toBeLessThan(1e-6)
  })

  test('compares two windows of a source', async () => {
    const before = { from: instant(0), to: instant(19) }
    const after = { from: instant(20), to: instant(39) }
    expect(await whyNot(differs({ ...said, window: before }, { ...said, window: after }), bad)).toBeUndefined()
    expect(await whyNot(differs({ ...said, window: after }, { ...said, window: after }), bad)).toMatch(/^failed: .*chance/)
  })

  test('fails where chance may explain it, and is undecided where a side is empty or could not be searched wholly', async () => {
    const few = sourceOf(logOf(...lines(3, 'INFO ok'), [9, 'ERROR refused']), { sourceId: idOf(3) })
    const one = { ...said, sourceIds: [idOf(2)] }
    expect(await whyNot(differs({ ...said, sourceIds: [idOf(3)] }, one), few, good)).toMatch(/^failed: 1 of 4 and 0 of 40/)
    const late = { from: instant(900), to: instant(999) }
    expect(await whyNot(differs({ ...said, window: late }, said), bad)).toMatch(/^undecided: .*no record/)
    const part = sourceOf(logOf(...lines(9, 'ERROR refused')), { sourceId: idOf(4), complete: false })
    expect(await whyNot(differs({ ...said, sourceIds: [idOf(4)] }, one), part, good)).toMatch(/^undecided: .*in part/)
    expect(await whyNot(differs({ ...said, sourceIds: [idOf(9)] }, one), good)).toMatch(/^failed: .*not in the case/)
  })
})
