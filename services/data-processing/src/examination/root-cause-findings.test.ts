import { createMadeSystem } from '@faultmaven/testkit'
import { describe, expect, it } from 'vitest'
import { createExaminer } from './examiner.ts'
import { createLogReader } from '@faultmaven/logs'
import type { Examinable } from './examinable.ts'

/** Spans of a made system as a table, its metrics as another one. */
function sourcesOf(seed: number) {
  const { spans, series, truth } = createMadeSystem({ seed, fault: 'delay' })
  const nanos = (micros: number, rest: number) => String(BigInt(micros) * 1000n + BigInt(rest))
  const rows = spans.map(({ traceId, spanId, parentSpanId = '', service, name, start, startRemainderNs, durationNs }) =>
    [
      traceId,
      spanId,
      parentSpanId,
      service,
      name,
      nanos(start, startRemainderNs),
      nanos(start, startRemainderNs + durationNs),
    ].join(','),
  )
  const header = 'traceId,spanId,parentId,service,operation,startUnixNano,endUnixNano'
  return {
    truth,
    traces: examinable('traces.csv', [header, ...rows].join('\n')),
    metrics: examinable('metrics.prom', exposition(series)),
  }
}

function exposition(series: ReturnType<typeof createMadeSystem>['series']): string {
  return series
    .flatMap(({ entity, metric, samples }) =>
      samples.map(({ time, value }) => `${metric.replaceAll('.', '_')}{service="${entity}"} ${value} ${time / 1000}`),
    )
    .join('\n')
}

function examinable(name: string, text: string): Examinable {
  const whole = new TextEncoder().encode(`${text}\n`)
  const reader = createLogReader({ now: Date.UTC(2026, 4, 4) })
  reader.push(whole)
  return { name, encoding: 'utf-8', head: whole.subarray(0, 65_536), whole, digest: reader.end() }
}

describe('relate()', () => {
  it('names where an incident begins from the traces and metrics of a turn, and cites them', async () => {
    const { truth, traces, metrics } = sourcesOf(5)
    const examiner = createExaminer({ signatures: true })
    await examiner.examine('turn', 'a', traces)
    await examiner.examine('turn', 'b', metrics)
    const named = [
      { id: 'a', name: 'traces.csv', correctionUs: 0 },
      { id: 'b', name: 'metrics.prom', correctionUs: 0 },
    ]
    const found = (await examiner.relate('turn', named)).filter(({ check }) => check === 'root-causes')
    expect(found[0]).toMatchObject({ entities: [truth?.entity], sourceName: 'traces.csv' })
    expect(found[0]?.places[0]?.span).toBeDefined()
    await examiner.close()
  })
})
