import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { check, idOf, instant, logOf, pairOf, sourceOf, whyNot } from '../test-source.ts'

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const window = (from: number, to: number) => ({ from: instant(from), to: instant(to) })

describe('rate-change', () => {
  const rateChange = (literals: string[], before: [number, number], after: [number, number]): Predicate => ({
    name: 'rate-change',
    selector: { literals },
    before: window(...before),
    after: window(...after),
  })
  // One error every ten seconds for 300 s, then one a second for 100 s.
  const log = sourceOf(
    logOf(
      ...seconds(0, 401).map((second): [number, string] => [
        second,
        second >= 300 || second % 10 === 5 ? 'ERROR slow' : 'INFO fine',
      ]),
    ),
  )

  test('gives the ratio of records a second with its exact interval', async () => {
    const checked = await check(rateChange(['ERROR'], [0, 299], [300, 400]), log)
    expect(checked).toMatchObject({ outcome: 'verified', claim: { result: { before: 30, after: 101 } } })
    if (checked.outcome !== 'verified') throw new Error('Not verified')
    const { ratio, low, high } = checked.claim.result
    expect(ratio).toBeCloseTo(101 / 100 / (30 / 299), 4)
    expect(low).toBeGreaterThan(6.5)
    expect(low).toBeLessThan(7)
    expect(high).toBeGreaterThan(15)
    expect(high).toBeLessThan(16)
  })

  test('fails when the interval includes 1', async () => {
    expect(await whyNot(rateChange(['ERROR'], [0, 100], [101, 200]), log)).toMatch(/^failed: The ratio may be 1/)
    expect(await whyNot(rateChange(['ERROR'], [295, 297], [300, 302]), log)).toMatch(/^failed: The ratio may be 1/)
  })

  test('from nothing has no upper bound, and to nothing is 0', async () => {
    const burst = sourceOf(
      logOf([0, 'INFO a'], ...seconds(50, 70).map((second): [number, string] => [second, 'ERROR b']), [120, 'INFO c']),
    )
    expect(await check(rateChange(['ERROR'], [0, 49], [50, 99]), burst)).toMatchObject({
      claim: { result: { ratio: null, high: null } },
    })
    expect(await check(rateChange(['ERROR'], [50, 80], [81, 120]), burst)).toMatchObject({
      claim: { result: { ratio: 0, low: 0 } },
    })
  })

  test('a log that ends in a window has not gone silent', async () => {
    expect(await whyNot(rateChange(['ERROR'], [300, 399], [401, 600]), log)).toMatch(/^undecided: .*span/)
  })

  test.each([
    ['windows that overlap', [0, 300], [200, 400]],
    ['windows in the wrong order', [300, 400], [0, 299]],
    ['a window without length', [0, 0], [300, 400]],
    ['a window that ends before it begins', [100, 0], [300, 400]],
  ] as [string, [number, number], [number, number]][])('fails for %s', async (_, before, after) => {
    expect(await whyNot(rateChange(['ERROR'], before, after), log)).toMatch(/^failed: /)
  })

  test('fails when nothing matches in either', async () => {
    expect(await whyNot(rateChange(['nothing'], [0, 100], [101, 200]), log)).toBe('failed: No record matches in either window')
  })
})

describe('precedes', () => {
  const precedes = (first: string, then: string) => pairOf('precedes', { literals: [first] }, { literals: [then] })
  const one = (uncertainty: number, complete = true) =>
    sourceOf(logOf([10, 'ERROR disk full'], [20, 'ERROR write failed']), { clockUncertaintyMs: uncertainty, complete })
  const other = (uncertainty: number, second = 13) =>
    sourceOf(logOf([second, 'ERROR request failed']), { sourceId: idOf(2), name: 'web.log', clockUncertaintyMs: uncertainty })

  test('within one source any lead counts, whatever its clock is off by', async () => {
    const checked = await check(precedes('disk full', 'write failed'), one(60_000))
    expect(checked).toMatchObject({
      claim: {
        result: { leadMs: 10_000, uncertaintyMs: 0, firstAt: '2026-11-22T00:00:10.000000Z' },
        citations: [{ kind: 'text', line: 1 }, { kind: 'text', line: 2 }, { kind: 'search' }, { kind: 'search' }],
      },
    })
    expect(await whyNot(precedes('write failed', 'disk full'), one(0))).toBe('failed: The second comes first')
  })

  test('between sources the lead must be more than both clocks may be off by together', async () => {
    expect(await whyNot(precedes('disk full', 'request failed'), one(1000), other(1999))).toBeUndefined()
    expect(await whyNot(precedes('disk full', 'request failed'), one(1000), other(2000))).toMatch(
      /^undecided: They are 3000 ms apart/,
    )
    expect(await whyNot(precedes('request failed', 'disk full'), one(1000), other(1000))).toBe('failed: The second comes first')
  })

  test('sources of one reference are held against it, not against true time', async () => {
    const options = { clockUncertaintyMs: 14 * 3_600_000, reference: { id: idOf(1), uncertaintyMs: 40 } }
    const local = sourceOf(logOf([7210, 'ERROR disk full']), { ...options, correctionUs: -7200e6 })
    const utc = sourceOf(logOf([13, 'ERROR request failed']), { ...options, sourceId: idOf(2) })
    expect(await check(precedes('disk full', 'request failed'), local, utc)).toMatchObject({
      claim: { result: { leadMs: 3000, uncertaintyMs: 80, firstAt: '2026-11-22T00:00:10.000000Z' } },
    })
    const stranger = sourceOf(logOf([13, 'ERROR request failed']), { sourceId: idOf(2) })
    expect(await whyNot(precedes('disk full', 'request failed'), local, stranger)).toMatch(/^undecided: /)
  })

  test('where a clock was set back, lines tell the order', async () => {
    const steps = [{ line: 2, backMs: 30_000 }]
    const set = sourceOf(logOf([40, 'ERROR disk full'], [10, 'ERROR write failed']), { steps })
    expect(await whyNot(precedes('disk full', 'write failed'), set)).toBeUndefined()
    expect(await whyNot(precedes('write failed', 'disk full'), set)).toBe('failed: The second comes first')
    expect(await whyNot(precedes('disk full', 'request failed'), set, other(0, 60))).toMatch(/^undecided: /)
  })

  test('two of the same instant are in no order', async () => {
    const same = sourceOf(logOf([1, 'ERROR a'], [1, 'ERROR b']))
    expect(await whyNot(precedes('a', 'b'), same)).toMatch(/^undecided: /)
  })

  test('the earliest match by time counts, not the first in the file', async () => {
    const unordered = sourceOf(logOf([5, 'ERROR effect'], [9, 'ERROR cause'], [1, 'ERROR cause']))
    expect(await whyNot(precedes('cause', 'effect'), unordered)).toBeUndefined()
  })

  test('fails when one of them is nowhere, and stays undecided when it may be in what is not here', async () => {
    expect(await whyNot(precedes('disk full', 'nothing'), one(0))).toMatch(/^failed: /)
    expect(await whyNot(precedes('disk full', 'nothing'), one(0, false))).toMatch(/^undecided: /)
    expect(await whyNot(precedes('disk full', 'write failed'), one(0, false))).toMatch(/^undecided: /)
  })

  test('a match without time may have been earlier', async () => {
    const mixed = sourceOf(`ERROR write failed\n${logOf([10, 'ERROR disk full'], [20, 'ERROR write failed'])}`)
    expect(await whyNot(precedes('disk full', 'write failed'), mixed)).toMatch(/^undecided: .*no time/)
  })
})

describe('co-occurs', () => {
  const coOccurs = (withinMs: number) => pairOf('co-occurs', { literals: ['timeout'] }, { literals: ['gc pause'] }, withinMs)
  // Ten pauses an hour apart in all, each with a timeout a second later.
  const together = logOf(
    [0, 'INFO begin'],
    ...seconds(1, 11).flatMap((hour): [number, string][] => [
      [hour * 3600, 'WARN gc pause'],
      [hour * 3600 + 1, 'ERROR timeout'],
    ]),
    [40_000, 'INFO end'],
  )

  test('gives the count and the lift over chance', async () => {
    const checked = await check(coOccurs(2000), sourceOf(together))
    expect(checked).toMatchObject({ outcome: 'verified', claim: { result: { count: 10, of: 10 } } })
    if (checked.outcome !== 'verified') throw new Error('Not verified')
    expect(checked.claim.result['lift']).toBeCloseTo(40_000 / 40, 0)
    expect(Number(checked.claim.result['low'])).toBeLessThan(Number(checked.claim.result['lift']))
  })

  test('fails when they are apart, or near by chance as often', async () => {
    expect(await whyNot(coOccurs(500), sourceOf(together))).toMatch(/^failed: 0 of 10/)
    expect(await whyNot(coOccurs(3_600_000), sourceOf(together))).toMatch(/^failed: .*chance/)
  })

  test('fails when one is nowhere, and for a negative time', async () => {
    expect(await whyNot(coOccurs(1000), sourceOf(logOf([1, 'ERROR timeout'])))).toMatch(/^failed: /)
    expect(await whyNot(coOccurs(-1), sourceOf(together))).toMatch(/^failed: /)
    expect(await whyNot(coOccurs(NaN), sourceOf(together))).toMatch(/^failed: /)
  })

  test('a record that is both proves nothing', async () => {
    expect(
      await whyNot(coOccurs(1000), sourceOf(logOf([0, 'INFO x'], [5, 'ERROR timeout by gc pause'], [9000, 'INFO y']))),
    ).toMatch(/^failed: /)
  })

  test('between sources, clocks off by more than the time given leave it undecided', async () => {
    const [timeouts, pauses] = ['timeout', 'gc pause'].map((word) =>
      together
        .split('\n')
        .filter((line) => line.includes(word) || line.includes('INFO'))
        .join('\n'),
    )
    const both = (clockUncertaintyMs: number) =>
      [sourceOf(timeouts!, { clockUncertaintyMs }), sourceOf(pauses!, { sourceId: idOf(2), clockUncertaintyMs })] as const
    expect(await whyNot(coOccurs(2000), ...both(100))).toBeUndefined()
    expect(await whyNot(coOccurs(2000), ...both(1500))).toMatch(/^undecided: The clocks/)
  })
})
