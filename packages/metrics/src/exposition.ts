import { microseconds } from '@faultmaven/signals'
import { asWritten, createCollector } from './collector.ts'
import type { Bucket } from './histogram-quantile.ts'
import { createHistograms, type HistogramPoint } from './histogram-series.ts'
import { createFaults, type MetricReading } from './metric-reading.ts'
import type { Sample } from './series.ts'
import { parseTime } from './time.ts'

/** Name, labels, value, time in seconds (OpenMetrics) or milliseconds, exemplar. */
export const SAMPLE =
  /^([A-Za-z_:][\w:]{0,200})(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*"){0,4000})\})?[ \t]+([+-]?(?:\d[\d.eE+-]{0,40}|Inf|NaN))(?:[ \t]+(-?\d{9,19}(?:\.\d{1,9})?))?(?:[ \t]+#.{0,1000})?[ \t]*$/
const MAX_LINE = 8000
const NOTHING: MetricReading = { series: [], faults: [] }

/**
 * Reads the Prometheus text format and OpenMetrics. A scrape holds one sample a series; without a time of its own it stands at time 0.
 * Buckets become the quantiles `<name>_p50` and `<name>_p99` of what was observed since the scrape before, at the line of the last
 * bucket; quantiles of summaries keep their value and are named alike. Units of `# UNIT` are kept. Lines that are no sample are told as
 * faults.
 * @returns nothing unless nine lines of ten are samples or comments
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function readExposition(text: string): MetricReading {
  const collector = createCollector()
  const faults = createFaults()
  const units = new Map<string, string>()
  const buckets = createBuckets()
  let fits = 0
  let lines = 0
  let isNamed = false
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '') continue
    lines += 1
    if (lines >= 50 && fits < lines * 0.5) return NOTHING
    if (raw.startsWith('#')) {
      fits += 1
      const [, name = '', unit] = /^# UNIT (\S{1,200}) (\S{1,50})/.exec(raw) ?? []
      if (unit !== undefined) units.set(name, unit)
      continue
    }
    const match = raw.length > MAX_LINE ? null : SAMPLE.exec(raw)
    if (match === null) {
      faults.add(index + 1, 'this line is no sample: NAME{LABELS} VALUE [TIME] is expected')
      continue
    }
    fits += 1
    const [, name = '', labelText = '', value = '', stamp] = match
    isNamed ||= /[_:]/.test(name)
    const number = toNumber(value)
    const sample = { time: parseTime(stamp) ?? microseconds(0), value: number, line: index + 1, ...asWritten(number, value) }
    const { le, quantile, ...labels } = readLabels(labelText)
    if (name.endsWith('_bucket') && le !== undefined) buckets.add({ name, labels, le, ...sample })
    else {
      const unit = units.get(name.replace(/_(?:total|sum|count|created)$/, ''))
      const own = quantile === undefined ? name : `${name}_p${Number((Number(quantile) * 100).toPrecision(9))}`
      collector.add({ name: own, ...(unit !== undefined && { unit }), attributes: labels }, sample)
    }
  }
  if (fits < lines * 0.9 || !isNamed) return NOTHING
  const histograms = createHistograms()
  for (const { name, labels, point } of buckets.points) {
    const unit = units.get(name)
    histograms.add({ name, ...(unit !== undefined && { unit }), attributes: labels }, point)
  }
  histograms.addQuantiles(collector)
  return { series: collector.series(), faults: faults.faults(collector.left()) }
}

export const toNumber = (text: string) => (/Inf/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text))

type Buckets = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly point: OpenPoint }
type OpenPoint = Omit<HistogramPoint, 'buckets'> & { readonly buckets: Bucket[] }
type BucketLine = Omit<Buckets, 'point'> & Pick<Sample, 'time' | 'line' | 'value'> & { readonly le: string }

/** Lines of one histogram and time are one point, at its last line, until a bound comes again. */
function createBuckets() {
  const points: Buckets[] = []
  const open = new Map<string, { at: number; readonly bounds: Set<number> }>()
  return {
    points,
    add({ name, labels, time, line, le, value }: BucketLine): void {
      const key = `${name}\u0000${JSON.stringify(labels)}\u0000${time}`
      const upper = toNumber(le)
      const last = open.get(key)
      const isNew = last === undefined || last.bounds.has(upper)
      const { at, bounds } = isNew ? { at: points.length, bounds: new Set<number>() } : last
      const buckets = isNew ? [] : (points[at]?.point.buckets ?? [])
      buckets.push({ upper, count: value })
      points[at] = { name: name.slice(0, -'_bucket'.length), labels, point: { time, line, text: name, buckets } }
      open.set(key, { at, bounds: bounds.add(upper) })
    },
  }
}

export function readLabels(text: string): Record<string, string> {
  const labels = [...text.matchAll(/([A-Za-z_]\w{0,100})="((?:[^"\\]|\\.){0,500})"/g)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  )
  return Object.fromEntries(labels)
}
