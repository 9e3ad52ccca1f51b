import { readSeries } from '@faultmaven/metrics'
import { describe, expect, test } from 'vitest'
import { examineSeries } from './series.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString()
const csv = (name: string, values: readonly number[]) =>
  ['time,' + name, ...values.map((value, minute) => `${at(minute)},${value}`)].join('\n')
const examine = (name: string, values: readonly number[]) => {
  const text = csv(name, values)
  return { text, findings: examineSeries(readSeries('m.csv', text), 'm.csv') }
}
const level = (count: number, value: number) => Array.from({ length: count }, (_, index) => value + ((index * 7) % 3) / 10)

describe('examineSeries()', () => {
  test('a CPU that rises to its limit and stays there', () => {
    const { text, findings } = examine('cpu_percent', [...level(20, 22), ...level(20, 97)])
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      kind: 'series',
      check: 'metrics-saturation',
      fault: { mechanism: 'cpu/exhausted' },
      interval: { from: '2026-03-01T10:20:00.000000Z' },
    })
    expect(findings[0]?.title).toMatch(/^cpu_percent rose from 22(?:\.\d)?% to 97(?:\.\d)?% at 10:20 and stayed there$/)
    const lines = text.split('\n')
    for (const predicate of findings[0]?.predicates ?? []) {
      if (predicate.name === 'present') expect(lines[(predicate.lines[0] ?? 1) - 1]).toContain(predicate.literals[0])
    }
  })
  test('a series of JSON is cited by the line of its name first', () => {
    const values = [...level(20, 22), ...level(20, 97)]
    const text = JSON.stringify(
      { Label: 'CPUUtilization', Timestamps: values.map((_, minute) => at(minute)), Values: values },
      undefined,
      1,
    )
    const [finding] = examineSeries(readSeries('m.json', text), 'm.json')
    expect(finding?.predicates).toEqual([
      { name: 'present', literals: ['CPUUtilization'], lines: [2] },
      { name: 'present', literals: [expect.stringMatching(/^9[67]/)], lines: [finding?.places[0]?.line] },
      { name: 'present', literals: ['97.2'], lines: [finding?.places[1]?.line] },
    ])
  })
  test('is cited first where it begins, then where it is furthest, each with what stands there', () => {
    const rows = Array.from(
      { length: 60 },
      (_, minute) => `${at(minute)},${minute < 40 ? 20 + (minute % 3) : minute === 50 ? 991 : 800 + minute}`,
    )
    const lines = ['time,latency_ms', ...rows]
    const [finding] = examineSeries(readSeries('m.csv', lines.join('\n')), 'm.csv')
    expect(finding?.places.slice(0, 2)).toEqual([{ line: 42 }, { line: 52 }])
    expect(finding?.predicates).toEqual([
      { name: 'present', literals: ['840'], lines: [42] },
      { name: 'present', literals: ['991'], lines: [52] },
    ])
    expect(finding?.title).toContain(`at ${lines[41]!.slice(11, 16)}`)
  })
  test('what still goes wrong weighs more than what has recovered', () => {
    const lasting = examine('replica_lag_seconds', [...level(20, 1), ...level(20, 120)]).findings[0]
    const over = examine('replica_lag_seconds', [...level(20, 1), ...level(6, 120), ...level(20, 1)]).findings[0]
    expect(lasting?.fault?.mechanism).toBe('replica/lagging')
    expect(over?.score ?? 0).toBeLessThan(lasting?.score ?? 0)
    expect(over?.score).toBeGreaterThan(0)
  })
  test('memory that only grows is a leak; good directions and plain noise are no faults', () => {
    expect(
      examine(
        'memory_used_bytes',
        Array.from({ length: 40 }, (_, index) => 1e8 + index * 2e7),
      ).findings[0]?.fault?.mechanism,
    ).toBe('memory/leaking')
    expect(
      examine('http_latency_ms', [...level(20, 900), ...level(20, 50)]).findings.filter((finding) => finding.kind !== 'healthy'),
    ).toEqual([])
    const calm = examine('cpu_percent', level(40, 30)).findings
    expect(calm.map((finding) => [finding.kind, finding.check])).toEqual([['healthy', 'metrics-steady']])
  })
  test('an amount that stands still at its highest is at its limit where something suffers', () => {
    const slots = [...level(20, 9).map(Math.round), ...Array.from({ length: 20 }, () => 24)]
    slots[4] = 11
    const rows = slots.map((slot, minute) => `${at(minute)},${slot},${minute < 20 ? 80 + (minute % 3) : 900 + (minute % 7)}`)
    const together = examineSeries(readSeries('m.csv', ['time,ledger_pool_in_use,latency_ms', ...rows].join('\n')), 'm.csv')
    expect(together[0]).toMatchObject({
      check: 'metrics-saturation',
      title: 'ledger_pool_in_use stayed at 24 from 10:20 on, 9 before',
      fault: { mechanism: 'pool/exhausted' },
      places: [{ line: 22 }, { line: 41 }, { line: 2 }],
    })
    const alone = examine('ledger_pool_in_use', slots).findings[0]
    expect(alone?.check).toBe('metrics-movement')
    expect(alone?.score ?? 0).toBeLessThan(together[0]?.score ?? 0)
  })
  test('throttling is of requests unless the name says CPU', () => {
    const values = [...level(20, 1), ...level(20, 90)]
    expect(examine('Throttles', values).findings[0]?.fault?.mechanism).toBe('rate/throttled')
    expect(examine('container_cpu_cfs_throttled_seconds', values).findings[0]?.fault?.mechanism).toBe('cpu/throttled')
  })
})
