import { createLogReader } from '@faultmaven/logs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alignClocks, type Alignment, type ClockedSource } from './align-clocks.ts'

const START = Date.UTC(2026, 10, 22, 10)
const NOW = Date.UTC(2026, 10, 23)

/** A log of `lines`, each at milliseconds after ten o'clock. */
function source(name: string, lines: readonly (readonly [number, string])[], { zone = 'Z', aheadMs = 0 } = {}): ClockedSource {
  const reader = createLogReader({ now: NOW })
  const text = lines
    .toSorted(([a], [b]) => a - b)
    .map(([ms, message]) => `${new Date(START + ms + aheadMs).toISOString().slice(0, 23)}${zone} INFO ${message}\n`)
    .join('')
  reader.push(Buffer.from(text))
  const { ids, clock } = reader.end()
  return { id: name, name, zone: clock.zone, resolutionMs: clock.uncertaintyMs, ids }
}

type Maker = { readonly random: () => number; readonly id: () => string }
function maker(seed: number): Maker {
  let state = seed
  // Lehmer's generator, which is random enough for times.
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const hex = () => Math.floor(random() * 16).toString(16)
  return { random, id: () => `7f${Array.from({ length: 14 }, hex).join('')}` }
}

/** Requests that a gateway tells of before and after the server does, over an hour; the server answers within `slowestMs`. */
function requests({ random, id }: Maker, count: number, slowestMs = 80) {
  const gateway: [number, string][] = []
  const server: [number, string][] = []
  for (let index = 0; index < count; index++) {
    const request = id()
    const at = random() * 3_600_000
    const [there, work, back] = [1 + random() * 3, random() * slowestMs, 1 + random() * 3]
    gateway.push([at, `forward request ${request}`], [at + there + work + back, `answered ${request} with 200`])
    server.push([at + there, `handling request=${request}`], [at + there + work, `request=${request} done`])
  }
  return { gateway, server }
}

const correctionMs = (alignment: Alignment | undefined) => (alignment?.correctionUs ?? NaN) / 1000

describe('alignClocks()', () => {
  test('finds skew and zone of a copy of the clock, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1e9 }),
        fc.integer({ min: -48, max: 56 }),
        fc.integer({ min: -240_000, max: 240_000 }),
        (seed, quarters, skewMs) => {
          const { gateway, server } = requests(maker(seed), 40)
          const aligned = alignClocks([
            source('gateway.log', gateway),
            source('server.log', server, { zone: '', aheadMs: quarters * 900_000 + skewMs }),
          ])
          const alignment = aligned.get('server.log')
          expect(alignment?.referenceId).toBe('gateway.log')
          const off = Math.abs(correctionMs(alignment) + quarters * 900_000 + skewMs)
          expect(off).toBeLessThanOrEqual(alignment?.uncertaintyMs ?? 0)
          expect(alignment?.uncertaintyMs).toBeLessThan(500)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('corrects nothing where only unrelated identifiers stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e9 }), (seed) => {
        const made = maker(seed)
        const one = requests(made, 60).gateway
        const other = requests(made, 60).server
        expect(alignClocks([source('a.log', one), source('b.log', other)]).size).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  test('takes values that both sources name at any time for names, not for events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e9 }), (seed) => {
        const { random, id } = maker(seed)
        const names = Array.from({ length: 30 }, id)
        const log = () => names.map((name): [number, string] => [random() * 3_600_000, `session ${name} seen`])
        expect(alignClocks([source('a.log', log()), source('b.log', log(), { aheadMs: 7000 })]).size).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  test('finds the offset among as many coincidences', () => {
    const made = maker(77_75)
    const { gateway, server } = requests(made, 30)
    const names = Array.from({ length: 30 }, made.id)
    const noise = () => names.map((name): [number, string] => [made.random() * 3_600_000, `session ${name} seen`])
    const aligned = alignClocks([
      source('a.log', [...gateway, ...noise()]),
      source('b.log', [...server, ...noise()], { aheadMs: 3200 }),
    ])
    expect(Math.abs(correctionMs(aligned.get('b.log')) + 3200)).toBeLessThan(100)
  })

  test('leaves a delay that varies in the uncertainty: the effect comes later, no clock is ahead', () => {
    const { random, id } = maker(77_73)
    const queued: [number, string][] = []
    const worked: [number, string][] = []
    for (let index = 0; index < 50; index++) {
      const [job, at] = [id(), random() * 3_600_000]
      queued.push([at, `queued job ${job}`])
      worked.push([at + 500 + random() * 2500, `started job ${job}`])
    }
    const alignment = alignClocks([source('queue.log', queued), source('worker.log', worked)]).get('worker.log')
    expect(alignment?.correctionUs).toBe(0)
    expect(alignment?.uncertaintyMs).toBeGreaterThan(2500)
  })

  test('says what it found', () => {
    const { gateway, server } = requests(maker(77_79), 20, 60)
    const aligned = alignClocks([source('b.log', gateway), source('a.log', server, { zone: '', aheadMs: 7_203_200 })])
    const [zone, skew] = aligned.get('a.log')?.notes ?? []
    expect(zone).toBe('The zone of a.log is UTC+02:00: 20 shared ids with b.log say so')
    expect(skew).toMatch(/^The clock of a\.log runs 3\.2 s ± \d+(?:\.\d)? ms ahead of b\.log \(20 shared ids\)$/)
  })

  test('puts three sources on the clock that two agree on', () => {
    const { random, id } = maker(77_711)
    const logs: [number, string][][] = [[], [], []]
    for (let index = 0; index < 40; index++) {
      const [trace, at] = [id(), random() * 3_600_000]
      for (const [hop, log] of logs.entries()) log.push([at + hop * 4 + random(), `trace ${trace} at hop ${hop}`])
    }
    const aligned = alignClocks(logs.map((log, hop) => source(`${hop}.log`, log, { aheadMs: hop === 0 ? 65_000 : 0 })))
    expect(Math.abs(correctionMs(aligned.get('0.log')) + 65_000)).toBeLessThan(50)
    expect(correctionMs(aligned.get('1.log'))).toBe(0)
    expect(correctionMs(aligned.get('2.log'))).toBe(0)
  })

  test('knows no zone where no source states one', () => {
    const { gateway, server } = requests(maker(77_72), 30)
    const aligned = alignClocks([
      source('a.log', gateway, { zone: '' }),
      source('b.log', server, { zone: '', aheadMs: -5 * 3_600_000 }),
    ])
    expect([...aligned.values()].map(({ isZoneKnown }) => isZoneKnown)).toEqual([false, false])
    expect(Math.abs(correctionMs(aligned.get('b.log')) - correctionMs(aligned.get('a.log')) - 5 * 3_600_000)).toBeLessThan(1)
  })
})
