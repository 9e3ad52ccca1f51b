import { readSeries } from '@faultmaven/metrics'
import { describe, expect, test } from 'vitest'
import { examineRootCauses } from './root-causes.ts'
import { examineSeries } from './series.ts'
import { presentAt } from './series-literals.ts'

const SECONDS = 1_700_000_000
const stamp = (at: number) => new Date((SECONDS + at * 60) * 1000).toISOString()
const rows = (cell: (at: number) => string, size = 40) => Array.from({ length: size }, (_, at) => `${stamp(at)},${cell(at)}`)
const csv = (name: string, cell: (at: number) => string, size?: number) => [`time,${name}`, ...rows(cell, size)].join('\n')

const buckets = Array.from({ length: 40 }, (_, at) => {
  const [fast, slow] = at < 20 ? [1000 * at, 0] : [19_000, 1000 * (at - 19)]
  return ['0.1', '10', '+Inf'].map(
    (le, place) => `h_seconds_bucket{le="${le}"} ${place === 0 ? fast : fast + slow} ${SECONDS + at * 60}`,
  )
}).flat()
const otlp = JSON.stringify(
  {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'wait',
                histogram: {
                  dataPoints: Array.from({ length: 30 }, (_, at) => ({
                    timeUnixNano: `${SECONDS + at * 60}000000000`,
                    count: '10',
                    sum: at < 15 ? 7.25 : 92.5,
                    bucketCounts: at < 15 ? ['10', '0', '0'] : ['0', '10', '0'],
                    explicitBounds: [1, 30],
                  })),
                },
              },
            ],
          },
        ],
      },
    ],
  },
  null,
  1,
)
const json = `{"Label":"lag_seconds","Timestamps":[\n${Array.from({ length: 30 }, (_, at) => SECONDS + at * 60).join(',\n')}],"Values":[\n${Array.from(
  { length: 30 },
  (_, at) => (at < 15 ? '1.0' : '1.2e3'),
).join(',\n')}]}`

const SOURCES: Readonly<Record<string, readonly [name: string, text: string]>> = {
  'cells of several units': ['m.csv', csv('memory_used', (at) => (at < 20 ? '512.0 MiB' : `9.0${at % 10}0 GiB`))],
  'cells of one unit': ['m.csv', csv('latency', (at) => (at < 20 ? '5.0 ms' : '900.0 ms'))],
  'quantiles of buckets': ['m.prom', buckets.join('\n')],
  'quantiles and sums of OTLP': ['m.json', otlp],
  'rates of counters': ['m.csv', csv('errors_total', (at) => String(at < 20 ? at : 20 + (at - 19) * 6000))],
  'powers of ten in separated values': ['m.csv', csv('queue_depth', (at) => (at < 20 ? '+5' : '1.5e3'))],
  'powers of ten in JSON': ['m.json', json],
  'powers of ten in an exposition': [
    'm.prom',
    Array.from({ length: 40 }, (_, at) => `queue_depth ${at < 20 ? '+5' : '1e3'} ${SECONDS + at * 60}`).join('\n'),
  ],
  'a long series that leaves its level': [
    'm.csv',
    csv('orders', (at) => `${(50 + 3 * Math.sin(at * 12.9898) + (at > 300 && at < 330 ? 900 : 0)).toFixed(3)}00 kB`, 500),
  ],
}

describe('literals of findings', () => {
  test.each(Object.entries(SOURCES))('stand in their lines: %s', (_, [name, text]) => {
    const lines = text.split('\n')
    const findings = examineSeries(readSeries(name, text), name)
    const present = findings.flatMap(({ predicates }) => predicates.flatMap((one) => (one.name === 'present' ? [one] : [])))
    expect(present.length).toBeGreaterThan(0)
    for (const { literals, lines: cited } of present) {
      expect(literals.length).toBeGreaterThan(0)
      for (const literal of literals) for (const line of cited) expect(lines[line - 1]).toContain(literal)
    }
  })
  test.each(Object.entries(SOURCES))('of any sample stand in its line: %s', (_, [name, text]) => {
    const lines = text.split('\n')
    for (const series of readSeries(name, text))
      for (const { line } of series.samples)
        expect(presentAt(series, line)).toMatchObject([
          { literals: [expect.toSatisfy((one: string) => lines[line - 1]!.includes(one))] },
        ])
  })
  test('of where an incident begins stand in their lines', () => {
    const wave = (at: number, entity: number) =>
      10 + Math.sin(at * 12.9898 + entity) + (entity === 0 && at > 200 && at < 220 ? 80 : 0)
    const text = csv(
      'cart|cpu_percent,stock|cpu_percent,mail|cpu_percent',
      (at) => [0, 1, 2].map((entity) => `${wave(at, entity).toFixed(2)}0 %`).join(','),
      260,
    )
    const source = { name: 'm.csv', kind: 'metrics' as const, head: [], trees: [], tables: [], series: readSeries('m.csv', text) }
    const present = examineRootCauses([source]).flatMap(({ predicates }) =>
      predicates.flatMap((one) => (one.name === 'present' ? [one] : [])),
    )
    expect(present.length).toBeGreaterThan(0)
    for (const { literals, lines } of present) expect(text.split('\n')[lines[0]! - 1]).toContain(literals[0])
  })
  test('are none for what has no text', () => {
    const [series] = readSeries('m.csv', csv('v', String))
    const silent = { ...series!, samples: series!.samples.map((sample) => ({ ...sample, text: '' })) }
    expect(presentAt(silent, 3)).toEqual([])
    expect(presentAt(silent, 1)).toEqual([])
  })
})
