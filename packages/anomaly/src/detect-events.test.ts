import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectEvents } from './detect-events.ts'
import { createSeededRandom } from './seeded-random.ts'

function noise(size: number, seed = 1): Float64Array {
  const random = createSeededRandom(seed)
  return Float64Array.from({ length: size }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
}
const days = (seed?: number) => noise(4032, seed).map((value, at) => 100 + 30 * Math.sin((2 * Math.PI * at) / 288) + 4 * value)

describe('detectEvents()', () => {
  test('is quiet about noise and days in which nothing happens', () => {
    for (let seed = 1; seed <= 4; seed++) {
      expect(detectEvents(noise(3000, seed)).events).toEqual([])
      expect(detectEvents(days(seed)).events).toEqual([])
    }
  })
  test('tells a day that has no peak, though no value of it is unusual', () => {
    const values = days()
    for (let at = 2600; at < 2700; at++) values[at] = 75 + (4 * (values[at]! - 100)) / 30
    const { events, period } = detectEvents(values)
    expect(Math.abs(period - 288)).toBeLessThan(3)
    expect(events[0]!.peak).toBeGreaterThan(2550)
    expect(events[0]!.peak).toBeLessThan(2750)
  })
  test('tells one event once, where it is, and others only as far weaker', () => {
    const values = noise(2000)
    for (let at = 1200; at < 1230; at++) values[at]! += 9
    const { events } = detectEvents(values)
    for (const other of events.slice(1)) expect(other.score).toBeLessThan(events[0]!.score / 2)
    expect(events[0]!.start).toBeLessThan(1230)
    expect(events[0]!.end).toBeGreaterThan(1200)
  })
  test('tells a burst beyond all that recur', () => {
    const random = createSeededRandom(40)
    const values = noise(2400)
    for (let at = 40; at < 2400; at += 40 + Math.floor(80 * random())) {
      const burst = 12 - 10 * Math.log(1 - random())
      for (let each = at; each < at + 3; each++) values[each]! += burst
    }
    for (let at = 1880; at < 1883; at++) values[at]! += 250
    expect(Math.abs(detectEvents(values).events[0]!.peak - 1881)).toBeLessThan(64)
  })
  test('tells bursts that are new late, among such as were there before, and is quiet where they are new at first', () => {
    const spikes = (isHigh: (at: number) => boolean) =>
      noise(4000, 5).map((value, at) => {
        const isIn = at % 500 > 200 && at % 500 < 290 && at % 9 === 0
        return value / 50 + (isIn ? (isHigh(at) ? 30 : 20) : 0) + (at % 2)
      })
    expect(detectEvents(spikes((at) => at > 2700 && at < 2780)).events.some(({ peak }) => Math.abs(peak - 2740) < 90)).toBe(true)
    expect(detectEvents(spikes(() => false)).events).toEqual([])
  })
  test('tells an event that is not sure by its onset', () => {
    const values = noise(3000, 7)
    for (let at = 2000; at < 2012; at++) values[at]! += 6
    const { events } = detectEvents(values)
    expect(events[0]).toBeDefined()
    for (const { start, end, peak, score } of events) {
      expect(start).toBeLessThanOrEqual(peak)
      if (score < 12) expect(end).toBe(start + 1)
      else expect(end).toBeGreaterThan(peak)
    }
  })
  test('a change of unit changes nothing', () => {
    const values = noise(1500)
    for (let at = 700; at < 710; at++) values[at]! -= 12
    const scaled = detectEvents(values.map((value) => value * 1e6 - 3e7))
    expect(scaled.events.map(({ peak }) => peak)).toEqual(detectEvents(values).events.map(({ peak }) => peak))
    expect(scaled.events.length).toBeGreaterThan(0)
  })
  test('says nothing of few values and of values that do not vary', () => {
    expect(detectEvents(noise(159)).events).toEqual([])
    expect(detectEvents(new Float64Array(1000).fill(7)).events).toEqual([])
    expect(detectEvents(new Float64Array(0)).scores.length).toBe(0)
  })
  test('gives a finite score for each of any finite values', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e200, max: 1e200 }), { minLength: 160, maxLength: 400 })
    fc.assert(
      fc.property(values, (given) => {
        const { scores, events } = detectEvents(Float64Array.from(given))
        expect(scores.length).toBe(given.length)
        expect(scores.every(Number.isFinite)).toBe(true)
        for (const { start, peak, end } of events) expect(start <= peak && start < end && end <= given.length).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
