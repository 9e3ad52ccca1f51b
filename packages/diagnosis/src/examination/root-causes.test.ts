import type { MetricSeries } from '@faultmaven/metrics'
import { createMadeSystem, type MadeFault } from '@faultmaven/testkit'
import { describe, expect, it } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { examineRootCauses } from './root-causes.ts'

/** Metrics of a made system as a source: a line a sample, the entity in an attribute. */
function metricsOf(seed: number, fault?: MadeFault) {
  const { series, truth } = createMadeSystem({ seed, ...(fault && { fault }) })
  let line = 1
  const own: MetricSeries[] = series.map(({ entity, metric, samples }) => ({
    name: metric,
    attributes: { service: entity, zone: 'a' },
    samples: samples.map((sample) => ({ ...sample, line: (line += 1) })),
  }))
  const source: ExaminedSource = { name: 'metrics.prom', kind: 'metrics', head: [], trees: [], tables: [], series: own }
  return { source, truth, own }
}

describe('examineRootCauses()', () => {
  it('names the entity in which a busy processor began, since when, and cites its samples in that time', () => {
    const { source, truth, own } = metricsOf(3, 'cpu')
    const [first] = examineRootCauses([source])
    expect(first).toMatchObject({
      kind: 'series',
      sourceName: 'metrics.prom',
      entities: [truth?.entity],
      fault: { mechanism: 'cpu/overloaded', entity: truth?.entity },
    })
    const cited = own.flatMap(({ attributes, samples }) =>
      samples.flatMap(({ line, time }) =>
        first?.places.some((place) => place.line === line) === true ? [{ entity: attributes['service'], time }] : [],
      ),
    )
    expect(cited).toHaveLength(3)
    for (const { entity, time } of cited) {
      expect(entity).toBe(truth?.entity)
      expect(time).toBeGreaterThanOrEqual(truth?.window.start ?? Infinity)
      expect(time).toBeLessThanOrEqual(truth?.window.end ?? 0)
    }
  })

  it('says nothing of an ordinary day, nor of one entity alone', () => {
    for (const seed of [1, 2, 3, 4]) expect(examineRootCauses([metricsOf(seed).source])).toEqual([])
    const { source, truth } = metricsOf(3, 'cpu')
    const alone = { ...source, series: source.series.filter(({ attributes }) => attributes['service'] === truth?.entity) }
    expect(examineRootCauses([alone])).toEqual([])
  })

  it('reads whose series it is from the two parts of a column as well', () => {
    const { source, truth } = metricsOf(3, 'cpu')
    const columns = source.series.map((one) => ({ ...one, name: `${one.attributes['service']}|${one.name}`, attributes: {} }))
    expect(examineRootCauses([{ ...source, series: columns }])[0]?.entities).toEqual([truth?.entity])
  })
})
