import { microseconds, type Span } from '@faultmaven/signals'
import { createMadeSystem, createSeededRandom, type MadeFault, type MadeSystem } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { findRootCauses } from './find-root-causes.ts'

const FAULTS: readonly (readonly [MadeFault, number, readonly string[]])[] = [
  ['cpu', 7, ['cpu']],
  ['delay', 15, ['latency']],
  ['errors', 9, ['errors', 'availability']],
  ['code', 10, ['code']],
]

const MINUTE_US = 60_000_000

describe.each(FAULTS)('a fault of %s', (fault, seed, indicators) => {
  test.each([0.5, 0.94])('that begins at %d of the data is found with its indicator when the time is told', (at) => {
    const { truth, ...made } = createMadeSystem({ seed, fault, at })
    const { verdict, candidates } = findRootCauses({ ...made, window: truth!.window })
    expect(verdict).toBe('incident')
    expect(candidates[0]).toMatchObject({ entity: truth!.entity })
    expect(indicators).toContain(candidates[0]?.indicator)
  })

  test('in the middle of the data is found when the time is not told', () => {
    const { truth, ...made } = createMadeSystem({ seed, fault, at: 0.5 })
    const { verdict, window, candidates } = findRootCauses(made)
    expect(verdict).toBe('incident')
    expect(candidates[0]?.entity).toBe(truth!.entity)
    expect(Math.abs(window!.start - truth!.window.start)).toBeLessThan(3 * MINUTE_US)
    expect(Math.abs(window!.end - truth!.window.end)).toBeLessThan(3 * MINUTE_US)
  })
})

test('an ordinary day is quiet, told a window or not', () => {
  for (const seed of [1001, 1002, 1003]) {
    const made = createMadeSystem({ seed })
    const times = made.series[0]!.samples.map(({ time }) => time)
    expect(findRootCauses(made).verdict).toBe('quiet')
    expect(findRootCauses({ ...made, window: { start: times[40]!, end: times[45]! } }).verdict).toBe('quiet')
  }
})

test('names of entities decide nothing: renamed, the answer is the same', () => {
  const { truth, ...made } = createMadeSystem({ seed: 9, fault: 'errors', at: 0.6 })
  const rename = (name: string) => `${name.split('').toReversed().join('')}_remote`
  const before = findRootCauses({ ...made, window: truth!.window })
  const after = findRootCauses({ ...renameAll(made, rename), window: truth!.window })
  expect(after.candidates.slice(0, 3).map(({ entity }) => entity)).toEqual(
    before.candidates.slice(0, 3).map(({ entity }) => rename(entity)),
  )
  expect(after.candidates[0]?.score).toBeCloseTo(before.candidates[0]!.score, 6)
})

test('the order in which series, spans and logs arrive decides nothing', () => {
  const { truth, ...made } = createMadeSystem({ seed: 10, fault: 'code', at: 0.6 })
  const random = createSeededRandom(1)
  const shuffled = made.spans
    .map((span) => ({ span, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ span }) => span)
  const scoresOf = ({ candidates }: ReturnType<typeof findRootCauses>) =>
    candidates.map(({ entity, score }) => [entity, score.toFixed(9)])
  const expected = scoresOf(findRootCauses({ ...made, window: truth!.window }))
  for (const spans of [shuffled, made.spans.toReversed()]) {
    const turned = { series: made.series.toReversed(), spans, logs: made.logs.toReversed(), edges: made.edges.toReversed() }
    expect(scoresOf(findRootCauses({ ...turned, window: truth!.window }))).toEqual(expected)
  }
})

test('traces neither in the window nor in the baseline are no ordinary time', () => {
  const { truth, ...made } = createMadeSystem({ seed: 9, fault: 'errors', at: 0.6 })
  const { window } = truth!
  const times = made.series[0]!.samples.map(({ time }) => time)
  const baseline = { start: times[5]!, end: times[35]! }
  const begins = new Map<string, number>()
  for (const { traceId, start } of made.spans) begins.set(traceId, Math.min(begins.get(traceId) ?? Infinity, start))
  const spans = made.spans.filter(({ traceId }) =>
    [window, baseline].some(({ start, end }) => begins.get(traceId)! >= start && begins.get(traceId)! <= end),
  )
  const told = findRootCauses({ series: [], spans: made.spans, logs: made.logs, window, baseline })
  expect(told.candidates[0]?.entity).toBe(truth!.entity)
  expect(told.candidates).toEqual(findRootCauses({ series: [], spans, logs: made.logs, window }).candidates)
  expect(told.candidates).not.toEqual(findRootCauses({ series: [], spans: made.spans, logs: made.logs, window }).candidates)
})

test('a fault that began before anybody noticed is found in a window that was told late', () => {
  const spanAt = (second: number, spanId: string, service: string, parentSpanId?: string): Span => ({
    traceId: `t${second}`,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: `${service} work`,
    kind: 'server',
    service,
    start: microseconds(second * 1e6 + spanId.length * 1000),
    startRemainderNs: 0,
    durationNs: 40e6 - spanId.length * 10e6,
    status: 'unset',
    resource: {},
    attributes: {},
    events: [],
    line: 1,
  })
  // From the fortieth second on the bank no longer writes to its ledger; told is the ninety-fifth.
  const spans = Array.from({ length: 24 }, (_, trace) => trace * 5).flatMap((second) => [
    spanAt(second, 'a', 'shop'),
    spanAt(second, 'ab', 'bank', 'a'),
    ...(second < 40 ? [spanAt(second, 'abc', 'ledger', 'ab')] : []),
  ])
  const findFrom = (second: number) =>
    findRootCauses({
      series: [],
      spans,
      logs: [],
      window: { start: microseconds(second * 1e6), end: microseconds(120e6) },
    })
  expect(findFrom(95)).toMatchObject({ verdict: 'incident', candidates: [{ entity: 'bank', indicator: 'code' }] })
  expect(findFrom(40).candidates[0]!.score).toBeGreaterThanOrEqual(findFrom(95).candidates[0]!.score)
})

test('a busy service deep inside is no incident until it shows where requests come in', () => {
  const random = createSeededRandom(5)
  const surge = (minute: number) => (minute >= 80 && minute < 86 ? 1 : 0)
  const seriesOf = (entity: string, metric: string, usual: number, rise: number) => ({
    entity,
    metric,
    samples: Array.from({ length: 100 }, (_, minute) => ({
      time: microseconds(minute * 60e6),
      value: usual * (0.9 + 0.2 * random() + rise * surge(minute)),
    })),
  })
  const window = { start: microseconds(80 * 60e6), end: microseconds(85 * 60e6) }
  const find = (rise: number) =>
    findRootCauses({
      series: [
        seriesOf('shop', 'cpu_usage', 0.2, 0),
        seriesOf('shop', 'latency_p90', 0.1, rise),
        seriesOf('bank', 'cpu_usage', 0.2, 4),
        seriesOf('bank', 'latency_p90', 0.05, 0.12),
      ],
      spans: [],
      logs: [],
      edges: [['shop', 'bank']],
      window,
    })
  expect(find(0).verdict).toBe('quiet')
  expect(find(5)).toMatchObject({ verdict: 'incident', candidates: [{ entity: 'bank', indicator: 'cpu' }, {}] })
})

test('a window is told in whole microseconds, whatever the clocks of the data', () => {
  const { truth, ...made } = createMadeSystem({ seed: 9, fault: 'errors', at: 0.5 })
  const shift = (time: number) => microseconds(time * 1.000_000_1 + 0.3)
  const spans = made.spans.map((span) => ({ ...span, start: shift(span.start) }))
  const series = made.series.map((one) => ({
    ...one,
    samples: one.samples.map(({ time, value }) => ({ time: shift(time), value })),
  }))
  const told = { start: shift(truth!.window.start), end: shift(truth!.window.end) }
  for (const input of [
    { series: [], spans },
    { series, spans: [] },
    { series, spans, window: told },
  ]) {
    const { window } = findRootCauses({ ...input, logs: [] })
    expect([window!.start, window!.end].map((time) => time % 1)).toEqual([0, 0])
  }
})

test('metrics alone, spans alone: each still finds its fault', () => {
  const slow = createMadeSystem({ seed: 7, fault: 'cpu', at: 0.6 })
  expect(findRootCauses({ ...slow, spans: [], logs: [], window: slow.truth!.window }).candidates[0]?.entity).toBe(
    slow.truth!.entity,
  )
  const failing = createMadeSystem({ seed: 9, fault: 'errors', at: 0.6 })
  const { candidates } = findRootCauses({ series: [], spans: failing.spans, logs: [], window: failing.truth!.window })
  expect(candidates[0]?.entity).toBe(failing.truth!.entity)
})

test('each kind of evidence of the first candidate is left out once, and the first without it is named', () => {
  const { truth, ...made } = createMadeSystem({ seed: 7, fault: 'cpu', at: 0.6 })
  const { candidates, counterfactuals } = findRootCauses({ ...made, window: truth!.window })
  expect(counterfactuals.map(({ without }) => without)).toEqual(candidates[0]!.evidence.map(({ kind }) => kind))
  for (const { first } of counterfactuals) expect(first).toBeDefined()
  const alone = { ...made, series: made.series.filter(({ entity }) => entity === truth!.entity), spans: [], logs: [], edges: [] }
  const single = findRootCauses({ ...alone, window: truth!.window })
  expect(single.candidates).toHaveLength(1)
  expect(single.counterfactuals.every(({ rank }) => rank === undefined || rank === 1)).toBe(true)
})

test('a change shortly before the incident moves its entity up, one after it does not', () => {
  const { truth, ...made } = createMadeSystem({ seed: 1001 })
  const window = { start: made.series[0]!.samples[60]!.time, end: made.series[0]!.samples[66]!.time }
  const entity = made.edges[0]![1]
  const change = (minute: number) => ({ entity, time: made.series[0]!.samples[minute]!.time, what: 'version 2 was rolled out' })
  const before = findRootCauses({ ...made, window, changes: [change(57)] })
  expect(truth).toBeUndefined()
  expect(before.candidates[0]).toMatchObject({ entity, indicator: 'change' })
  expect(before.verdict).toBe('quiet')
  const after = findRootCauses({ ...made, window, changes: [change(66)] })
  expect(after.candidates.flatMap(({ evidence }) => evidence).filter(({ kind }) => kind === 'change')).toEqual([])
})

test('nothing at all is quiet, and hostile numbers do no harm', () => {
  expect(findRootCauses({ series: [], spans: [], logs: [] })).toMatchObject({ verdict: 'quiet', candidates: [] })
  const { truth, ...made } = createMadeSystem({ seed: 7, fault: 'cpu', at: 0.6 })
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0]
  const series = made.series.map((entry, index) =>
    index % 3 === 0
      ? { ...entry, samples: entry.samples.map((sample, row) => ({ ...sample, value: odd[row % odd.length]! })) }
      : entry,
  )
  for (const { score } of findRootCauses({ ...made, series, window: truth!.window }).candidates) expect(score).toBeGreaterThan(0)
})

function renameAll({ series, spans, logs, edges }: MadeSystem, rename: (name: string) => string) {
  // Span names hold the callee's name too; they may, but need not, follow.
  return {
    series: series.map((entry) => ({ ...entry, entity: rename(entry.entity) })),
    spans: spans.map((span) => ({ ...span, service: rename(span.service) })),
    logs: logs.map((log) => ({ ...log, entity: rename(log.entity) })),
    edges: edges.map(([caller, callee]) => [rename(caller), rename(callee)] as const),
  }
}
