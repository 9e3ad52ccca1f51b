import { describe, expect, test } from 'vitest'
import { toInstant } from '@faultmaven/signals'
import { createTimeReader } from './time-reader.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function read(text: string) {
  const reader = createTimeReader({ now: NOW })
  const time = reader.read(text)
  return time === undefined ? undefined : toInstant(time)
}

test('seconds in front of a small letter are a quantity until such numbers keep coming', () => {
  const reader = createTimeReader({ now: NOW })
  const read = (line: string) => reader.read(line) !== undefined
  expect(read('1472600767 bytes sent')).toBe(false)
  expect(read('1772600767 bytes sent')).toBe(false)
  expect(read('1772600768 bytes sent')).toBe(true)
  expect(read('1372600767 Sent')).toBe(true)
})

describe('createTimeReader()', () => {
  test.each([
    ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000000Z'],
    ['2026-03-04T05:06:07.123456789+02:00', '2026-03-04T03:06:07.123456Z'],
    ['2026-03-04 05:06:07,890', '2026-03-04T05:06:07.890000Z'],
    ['2026-03-04 05:06:07.890 -0330', '2026-03-04T08:36:07.890000Z'],
    ['2026-03-04 05:06:07 UTC', '2026-03-04T05:06:07.000000Z'],
    ['2026/03/04 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['2026-03-04-05.06.07.890123', '2026-03-04T05:06:07.890123Z'],
    ['20260304T050607Z', '2026-03-04T05:06:07.000000Z'],
    ['20260304-5:6:7:89', '2026-03-04T05:06:07.890000Z'],
    ['04/Mar/2026:05:06:07 +0100', '2026-03-04T04:06:07.000000Z'],
    ['04 Mar 2026 05:06:07.890', '2026-03-04T05:06:07.890000Z'],
    ['04-Mar-2026 05:06:07.890', '2026-03-04T05:06:07.890000Z'],
    ['Wed Mar 04 05:06:07 2026', '2026-03-04T05:06:07.000000Z'],
    ['Wed Mar  4 05:06:07.890123 2026', '2026-03-04T05:06:07.890123Z'],
    ['Wed, 04 Mar 2026 05:06:07 GMT', '2026-03-04T05:06:07.000000Z'],
    ['Mar  4 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['Dec 24 05:06:07', '2025-12-24T05:06:07.000000Z'],
    ['Mar 4, 2026 5:06:07 PM', '2026-03-04T17:06:07.000000Z'],
    ['E0304 05:06:07.890123', '2026-03-04T05:06:07.890123Z'],
    ['03-04 05:06:07.890', '2026-03-04T05:06:07.890000Z'],
    ['260304  5:06:07', '2026-03-04T05:06:07.000000Z'],
    ['26/03/04 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['3/4/2026 12:06:07 AM', '2026-03-04T00:06:07.000000Z'],
    ['3/4/26, 8:01 PM', '2026-03-04T20:01:00.000000Z'],
    ['1772600767', '2026-03-04T05:06:07.000000Z'],
    ['1772600767.5', '2026-03-04T05:06:07.500000Z'],
    ['1772600767890', '2026-03-04T05:06:07.890000Z'],
    ['1772600767890123', '2026-03-04T05:06:07.890123Z'],
    ['1772600767890123456', '2026-03-04T05:06:07.890123Z'],
    ['2024-02-29T23:59:60Z', '2024-03-01T00:00:00.000000Z'],
    ['2026-03-04t05:06:07z', '2026-03-04T05:06:07.000000Z'],
    ['2026-03-04T05:06Z', '2026-03-04T05:06:00.000000Z'],
    ['2026-W10-3T05:06:07Z', '2026-03-04T05:06:07.000000Z'],
    ['2026W103T050607Z', '2026-03-04T05:06:07.000000Z'],
    ['2020-W53-7T05:06:07Z', '2021-01-03T05:06:07.000000Z'],
    ['2026-063T05:06:07Z', '2026-03-04T05:06:07.000000Z'],
    ['2026-03-04T05:06:07.1+01', '2026-03-04T04:06:07.100000Z'],
    ['2026-03-04T05:06:07.123+01:00[Europe/Berlin]', '2026-03-04T04:06:07.123000Z'],
    ['2026-03-04 05:06:07 CET', '2026-03-04T04:06:07.000000Z'],
    ['2026-07-04 05:06:07 PDT', '2026-07-04T12:06:07.000000Z'],
    ['2026-03-04 05:06:07 UTC+2', '2026-03-04T03:06:07.000000Z'],
    ['2026-03-04 05:06:07 GMT-02:30', '2026-03-04T07:36:07.000000Z'],
    ['2026-03-04 05:06:07.123456789 +0100 CET', '2026-03-04T04:06:07.123456Z'],
    ['2026-03-04_05-06-07', '2026-03-04T05:06:07.000000Z'],
    ['2026-03-04 05.06.07', '2026-03-04T05:06:07.000000Z'],
    ['2026/3/4 5:06:07', '2026-03-04T05:06:07.000000Z'],
    ['2026-Mar-04 05:06:07.123', '2026-03-04T05:06:07.123000Z'],
    ['2026年3月4日 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['Wednesday, 04-Mar-26 05:06:07 GMT', '2026-03-04T05:06:07.000000Z'],
    ['Wednesday, March 4, 2026 5:06:07 PM', '2026-03-04T17:06:07.000000Z'],
    ['Wed 04 Mar 2026 05:06:07 PM UTC', '2026-03-04T17:06:07.000000Z'],
    ['Wed Mar  4 05:06:07 CET 2026', '2026-03-04T04:06:07.000000Z'],
    ['March 4, 2026 5:06:07 AM', '2026-03-04T05:06:07.000000Z'],
    ['Mar 4, 2026 5:06:07.250 PM', '2026-03-04T17:06:07.250000Z'],
    ['04-MAR-26 05.06.07.123456 PM', '2026-03-04T17:06:07.123456Z'],
    ['04/Mar/2026 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['4. März 2026 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['4 août 2026 05:06:07', '2026-08-04T05:06:07.000000Z'],
    ['04 dic 2025 05:06:07', '2025-12-04T05:06:07.000000Z'],
    ['3/4/2026 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['4.3.2026 05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['260304-05:06:07', '2026-03-04T05:06:07.000000Z'],
    ['@400000006641d9651c9f3f34', '2024-05-13T09:11:28.480198Z'],
    ['@400000006641d965', '2024-05-13T09:11:28.000000Z'],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test.each([
    '2026-13-04 05:06:07',
    '2026-03-04 25:06:07',
    '1.2.3.4',
    '4711',
    'Marvin 4',
    '12345678901234',
    '',
    '0001-01-01 00:00:00',
    '2026-W60-3T05:06:07Z',
    '2026-399T05:06:07Z',
    '4 marvin 26',
    '@4000',
  ])('takes %j for no instant', (text) => {
    expect(read(text)).toBeUndefined()
  })

  test('says whether zones were stated, and the resolution of the coarsest stamp', () => {
    const reader = createTimeReader({ now: NOW })
    expect(reader.clock()).toEqual({ zone: 'none', yearAssumed: false, dayAssumed: false, uncertaintyMs: 0, notes: [] })
    reader.read('2026-03-04T05:06:07.123456Z')
    expect(reader.clock()).toEqual({ zone: 'stated', yearAssumed: false, dayAssumed: false, uncertaintyMs: 0.001, notes: [] })
    reader.read('2026-03-04 05:06:07')
    reader.read('2026-03-04 05:06:08')
    expect(reader.clock()).toEqual({
      zone: 'assumed-utc',
      yearAssumed: false,
      dayAssumed: false,
      uncertaintyMs: 1000,
      notes: ['No time zone in the log: read as UTC, may be off by whole hours'],
    })
  })

  test('takes the year from the weekday, and from dates that have one', () => {
    const weekdays = createTimeReader({ now: NOW })
    expect(weekdays.read('Tue Mar  4 05:06:07')).toBe(Date.UTC(2025, 2, 4, 5, 6, 7) * 1000)
    expect(weekdays.clock().notes[0]).toBe('No year in the log: 2025 taken from the weekdays that stand with the dates')
    const dates = createTimeReader({ now: NOW })
    dates.read('2019-12-31 23:00:00')
    expect(dates.read('Jan  1 00:10:00')).toBe(Date.UTC(2020, 0, 1, 0, 10) * 1000)
    expect(dates.clock().notes[0]).toBe('No year in the log: 2020 taken from its dates that have one')
  })

  test('takes times of day from the day of receipt, and a day more after midnight', () => {
    const received = Date.UTC(2026, 2, 4, 12)
    const reader = createTimeReader({ now: received })
    const times = ['05:06:07.123', '23:59:59.900', '00:00:01.000', '23:59:59.950', '00:00:02.000'].map((text) =>
      reader.read(text),
    )
    const at = (day: number, ...clock: [number, number, number, number]) => Date.UTC(2026, 2, day, ...clock) * 1000
    expect(times).toEqual([
      at(4, 5, 6, 7, 123),
      at(4, 23, 59, 59, 900),
      at(5, 0, 0, 1, 0),
      at(4, 23, 59, 59, 950),
      at(5, 0, 0, 2, 0),
    ])
    expect(reader.clock()).toMatchObject({ zone: 'assumed-utc', dayAssumed: true, uncertaintyMs: 1 })
    expect(createTimeReader({ now: received }).read('18:00:00')).toBe(at(3, 18, 0, 0, 0))
  })

  test('leaves times of day among stamps with dates alone', () => {
    const reader = createTimeReader({ now: NOW })
    reader.read('2026-03-04 05:06:07')
    expect(reader.read('05:06:08')).toBeUndefined()
    expect(reader.clock()).toMatchObject({ dayAssumed: false })
  })
})
