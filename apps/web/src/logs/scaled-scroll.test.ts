import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROW_HEIGHT, rowsAt, scaleOf, scrollTopOf, topAfterScroll, topToShow } from './scaled-scroll.ts'

const VIEWPORT = 600
const short = scaleOf(1000, VIEWPORT)
const long = scaleOf(5_000_000, VIEWPORT)

describe('scaleOf()', () => {
  test('leaves a document that fits as it is', () => {
    expect(short).toMatchObject({ height: 1000 * ROW_HEIGHT, ratio: 1 })
  })
  test('keeps the scroll space of 5 million lines below what browsers can draw', () => {
    expect(long.height).toBe(8_000_000)
  })
  test('an empty source and one shorter than the viewport do not scroll', () => {
    expect(scaleOf(0, VIEWPORT)).toMatchObject({ height: 0, maxTop: 0, ratio: 1 })
    expect(scaleOf(3, VIEWPORT).maxTop).toBe(0)
  })
})

describe('topAfterScroll()', () => {
  test('both ends of the scroll bar are both ends of the document', () => {
    expect(topAfterScroll(long, { top: 5000, from: 200, to: 0 })).toBe(0)
    expect(topAfterScroll(long, { top: 5000, from: 0, to: long.height - VIEWPORT })).toBe(long.maxTop)
  })
  test('a turn of the wheel moves a long document by as many pixels as a short one', () => {
    const top = 40_000_000
    const from = scrollTopOf(long, top)
    expect(topAfterScroll(long, { top, from, to: from + 100 })).toBe(top + 100)
    expect(topAfterScroll(short, { top: 400, from: 400, to: 500 })).toBe(500)
  })
  test('a drag of the bar maps to the same share of the document', () => {
    const half = (long.height - VIEWPORT) / 2
    expect(topAfterScroll(long, { top: 0, from: 0, to: half })).toBeCloseTo(long.maxTop / 2)
  })
  test('stays inside the document whatever happens', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000_000),
        fc.integer({ min: 100, max: 2000 }),
        fc.nat(9_000_000),
        fc.nat(9_000_000),
        (rows, viewport, from, to) => {
          const scale = scaleOf(rows, viewport)
          const top = topAfterScroll(scale, { top: scale.maxTop / 3, from, to })
          expect(top >= 0 && top <= scale.maxTop).toBe(true)
          const { first, end } = rowsAt(scale, top)
          expect(end - first).toBeLessThanOrEqual(Math.ceil(viewport / ROW_HEIGHT) + 18)
        },
      ),
    )
  })
})

describe('topToShow()', () => {
  test('centres the cited line, also the last of 5 million', () => {
    const top = topToShow(long, 701_944, 0, 'centre')
    expect(top + VIEWPORT / 2).toBe(701_944 * ROW_HEIGHT + ROW_HEIGHT / 2)
    expect(topToShow(long, 4_999_999, 0, 'centre')).toBe(long.maxTop)
  })
  test('nearest does not move what is in view, moves by a row at an edge and centres what is far', () => {
    expect(topToShow(short, 10, 0, 'nearest')).toBe(0)
    expect(topToShow(short, 29, 0, 'nearest')).toBe(30 * ROW_HEIGHT + 40 - VIEWPORT)
    expect(topToShow(short, 50, 1000, 'nearest')).toBe(960)
    expect(topToShow(short, 900, 0, 'nearest')).toBe(topToShow(short, 900, 0, 'centre'))
  })
})

test('a row that was jumped to is among the rows drawn after the scroll event that follows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_999_999 }), (row) => {
      const top = topToShow(long, row, 0, 'centre')
      const scroll = scrollTopOf(long, top)
      const settled = topAfterScroll(long, { top, from: scroll, to: scroll })
      const { first, end } = rowsAt(long, settled)
      expect(row >= first && row < end).toBe(true)
    }),
  )
})
