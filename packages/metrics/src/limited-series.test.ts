import { describe, expect, test } from 'vitest'
import { findLimits, readSeries } from './index.ts'

const csv = (header: string, rows: readonly (readonly (number | string)[])[]) =>
  [
    `time,${header}`,
    ...rows.map((row, minute) => [new Date(Date.UTC(2026, 3, 2, 10, minute)).toISOString(), ...row].join(',')),
  ].join('\n')
const find = (header: string, rows: readonly (readonly (number | string)[])[]) =>
  findLimits(readSeries('m.csv', csv(header, rows)))
const minutes = Array.from({ length: 40 }, (_, minute) => minute)

describe('findLimits()', () => {
  test('an amount that reaches the limit beside it, in its own place only', () => {
    const rows = minutes.flatMap((minute) => [
      ['a', minute < 25 ? 300 + (minute % 5) * 10 : 1000, 1000],
      ['b', 300 + (minute % 7) * 10, 1000],
    ])
    const text = [
      'time,host,slots_used,slots_limit',
      ...rows.map((row, index) => [new Date(Date.UTC(2026, 3, 2, 10, index >> 1)).toISOString(), ...row].join(',')),
    ].join('\n')
    const found = findLimits(readSeries('m.csv', text))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      limitName: 'slots_limit',
      limit: 1000,
      start: 25,
      isLasting: true,
      isLeak: false,
      before: 320,
    })
    expect(found[0]?.series.attributes).toEqual({ host: 'a' })
  })
  test('what only ever grew on its way there is a leak; load that comes and goes is none', () => {
    expect(
      find(
        'handles_open,handles_max',
        minutes.map((minute) => [Math.min(30, minute), 30]),
      )[0]?.isLeak,
    ).toBe(true)
    expect(
      find(
        'handles_open,handles_max',
        minutes.map((minute) => [minute > 35 ? 30 : 4 + (minute % 3), 30]),
      )[0]?.isLeak,
    ).toBe(false)
  })
  test('a limit that moves with the amount is none', () => {
    expect(
      find(
        'pool_active,pool_size',
        minutes.map((minute) => [minute + 2, minute + 2]),
      ),
    ).toEqual([])
  })
})
