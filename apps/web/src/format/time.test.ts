import { describe, expect, test } from 'vitest'
import { clockTime, duration, fullTime, timeRange } from './time.ts'

describe('time', () => {
  test('clockTime() prints UTC with milliseconds, whatever the zone of the machine', () => {
    expect(clockTime('2026-11-22T03:12:07.006994Z')).toBe('03:12:07.006')
  })
  test('fullTime() names its zone', () => {
    expect(fullTime('2026-11-22T03:12:07Z')).toBe('2026-11-22 03:12:07 UTC')
  })
  test('timeRange() states the date once when both ends share it', () => {
    expect(timeRange('2026-11-22T02:30:00Z', '2026-11-22T03:30:01Z')).toBe('02:30:00 – 03:30:01 UTC on 2026-11-22')
    expect(timeRange('2026-11-21T23:30:00Z', '2026-11-22T03:30:00Z')).toBe('2026-11-21 23:30 – 2026-11-22 03:30 UTC')
  })
  test('duration() keeps the two largest units and never goes below zero', () => {
    expect(duration(13_260_000)).toBe('3 h 41 m')
    expect(duration(2 * 86_400_000 + 5 * 3_600_000 + 59_000)).toBe('2 d 5 h')
    expect(duration(3_600_000)).toBe('1 h 0 m')
    expect(duration(61_000)).toBe('1 m')
    expect(duration(59_000)).toBe('under 1 m')
    expect(duration(-5)).toBe('under 1 m')
  })
})
