import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareOf, spanOf, tickLabel, ticksOf, unionOf, zoomTo } from './time-axis.ts'

const HOUR = { from: Date.parse('2026-11-22T02:30:00Z'), to: Date.parse('2026-11-22T03:30:00Z') }

describe('time axis', () => {
  test('spanOf() gives a source with a single instant a width', () => {
    expect(spanOf({ from: '2026-11-22T02:30:00Z', to: '2026-11-22T02:30:00Z' })).toEqual({
      from: HOUR.from,
      to: HOUR.from + 1000,
    })
  })
  test('unionOf() holds every source on one clock', () => {
    expect(
      unionOf([
        { from: 5, to: 9 },
        { from: 1, to: 6 },
      ]),
    ).toEqual({ from: 1, to: 9 })
    expect(unionOf([])).toBeUndefined()
  })
  test('ticksOf() gives round UTC times', () => {
    expect(ticksOf(HOUR).map((at) => tickLabel(HOUR, at))).toEqual([
      '02:30:00',
      '02:40:00',
      '02:50:00',
      '03:00:00',
      '03:10:00',
      '03:20:00',
      '03:30:00',
    ])
  })
  test('ticksOf() stays few from 10 ms to ten years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 10 * 365 * 86_400_000 }), (length) => {
        const ticks = ticksOf({ from: HOUR.from, to: HOUR.from + length })
        expect(ticks.length).toBeLessThanOrEqual(7)
      }),
    )
  })
  test('zoomTo() takes a drag in either direction and never becomes empty', () => {
    expect(zoomTo(HOUR, 0.75, 0.5)).toEqual({ from: HOUR.from + 1_800_000, to: HOUR.from + 2_700_000 })
    const { from, to } = zoomTo(HOUR, 0.5, 0.5)
    expect(to - from).toBe(3600)
  })
  test('shareOf() is 0 at the start and 1 at the end', () => {
    expect([shareOf(HOUR, HOUR.from), shareOf(HOUR, HOUR.to)]).toEqual([0, 1])
  })
})
