import { describe, expect, test } from 'vitest'
import { bucketAt, firstError, LANE, laneShape } from './lane-shape.ts'
import { spanOf } from './time-axis.ts'

const interval = { from: '2026-11-22T03:00:00Z', to: '2026-11-22T03:10:00Z' }
const histogram = { interval, total: [10, 0, 1000, 10, 10], errors: [0, 0, 1, 0, 0] }
const span = spanOf(interval)

describe('laneShape()', () => {
  test('draws one bar per bucket that has lines and lifts a single error into view', () => {
    const { total, errors } = laneShape(histogram, span)
    expect(total.match(/M/g)).toHaveLength(4)
    expect(errors).toBe(`M400.0 ${LANE.height}v-3.0h180.0v3.0z`)
  })
  test('cuts what lies outside the zoomed span', () => {
    const { total } = laneShape(histogram, { from: span.from + 240_000, to: span.from + 360_000 })
    expect(total.match(/M/g)).toHaveLength(1)
    expect(total).toMatch(/^M0\.0 /)
  })
  test('an empty histogram draws nothing', () => {
    expect(laneShape({ interval, total: [], errors: [] }, span)).toEqual({ total: '', errors: '' })
  })
})

describe('bucketAt()', () => {
  test('gives the bucket under a time, the last one at the very end, none outside', () => {
    expect(bucketAt(histogram, span.from + 250_000)).toMatchObject({ lines: 1000, errors: 1, from: span.from + 240_000 })
    expect(bucketAt(histogram, span.to)).toMatchObject({ lines: 10 })
    expect(bucketAt(histogram, span.to + 1)).toBeUndefined()
    expect(bucketAt(histogram, span.from - 1)).toBeUndefined()
  })
})

test('firstError() is the start of the first bucket with one', () => {
  expect(firstError(histogram)).toBe(span.from + 240_000)
  expect(firstError({ ...histogram, errors: [0, 0, 0, 0, 0] })).toBeUndefined()
})
