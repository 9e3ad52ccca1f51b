import { describe, expect, test } from 'vitest'
import { isCovered, readAskedTimes } from './asked-time.ts'

describe('readAskedTimes()', () => {
  test.each([
    ['It failed on 12 March at about 02:00', { hour: 2, minute: 0, day: 12, month: 3 }],
    ['Since March 3, 2026, 9:15 pm it is slow', { hour: 21, minute: 15, day: 3, month: 3, year: 2026 }],
    ['Down from 2026-05-04 14:05:10 on', { hour: 14, minute: 5, day: 4, month: 5, year: 2026 }],
    ['Errors since 12 am', { hour: 0, minute: 0 }],
    ['Why did it fail at 6:00 am EDT?', { hour: 6, minute: 0, offset: -240 }],
    ['at 2026-05-04T14:05:10.5+05:30', { hour: 14, minute: 5, day: 4, month: 5, year: 2026, offset: 330 }],
  ])('%s', (text, expected) => {
    expect(readAskedTimes(text)).toEqual([expected])
  })
  test.each([
    'ratio 3:1',
    'port 10.0.0.1:8080',
    'in May it was fine',
    'ssh to 10.0.0.4:22',
    'GPU 0000:03:00.0 stopped',
    'db-1:53',
    '03:00.0',
  ])('%s names no time', (text) => {
    expect(readAskedTimes(text)).toEqual([])
  })
})

describe('isCovered()', () => {
  const morning = { from: Date.UTC(2026, 2, 12, 8), to: Date.UTC(2026, 2, 12, 12) }
  test.each([
    [{ hour: 9, minute: 30 }, true],
    [{ hour: 7, minute: 40 }, true],
    [{ hour: 2, minute: 0 }, false],
    [{ hour: 5, minute: 0, offset: -240 }, true],
    [{ hour: 9, minute: 0, offset: -240 }, true],
    [{ hour: 2, minute: 0, offset: -240 }, false],
    [{ hour: 9, minute: 30, day: 12, month: 3 }, true],
    [{ hour: 9, minute: 30, day: 11, month: 3 }, false],
    [{ hour: 9, minute: 30, day: 12, month: 3, year: 2025 }, false],
  ])('%j', (asked, expected) => {
    expect(isCovered(asked, morning)).toBe(expected)
  })
  test('a clock time without a day is in every whole day', () => {
    expect(isCovered({ hour: 3, minute: 0 }, { from: Date.UTC(2026, 2, 12, 8), to: Date.UTC(2026, 2, 14, 12) })).toBe(true)
  })
})
