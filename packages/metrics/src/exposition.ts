import { microseconds, type Microseconds } from '@faultmaven/signals'
import { asWritten, createCollector } from './collector.ts'
import { type Bucket, histogramQuantile } from './histogram-quantile.ts'
import { createFaults, type MetricReading } from './metric-reading.ts'
import { parseTime } from './time.ts'

/** Name, labels, value, time in seconds (OpenMetrics) or milliseconds, exemplar. */
const SAMPLE =
  /^([A-Za-z_:][\w:]{0,200})(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*"){0,4000})\})?[ \t]+([+-]?(?:\d[\d.eE+-]{0,40}|Inf|NaN))(?:[ \t]+(-?\d{9,19}(?:\.\d{1,9})?))?(?:[ \t]+#.{0,1000})?[ \t]*$/
const MAX_LINE = 8000
const QUANTILES = [0.5, 0.99]
const NOTHING: MetricReading = { series: [], faults: [] }

type Histogram = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly time: Microseconds
  readonly line: number
  readonly buckets: Bucket[]
}

/**
 * Reads the Prometheus text format and OpenMetrics. A scrape holds one sample a series; without a time of its own it stands at time 0.
 * Buckets become the quantiles `<name>_p50` and `<name>_p99`, at the line of the last bucket; units of `# UNIT` are kept. Lines that are
 * no sample are told as faults.
 * @returns nothing unless nine lines of ten are samples or comments
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function readExposition(text: string): MetricReading {
  const collector = createCollector()
  const faults = createFaults()
  const units = new Map<string, string>()
  const histograms = new Map<string, Histogram>()
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
    if (name.endsWith('_bucket') && le !== undefined) addBucket(histograms, { name, labels, le, ...sample })
    else if (quantile === undefined) {
      const unit = units.get(name.replace(/_(?:total|sum|count|created)$/, ''))
      collector.add({ name, ...(unit !== undefined && { unit }), attributes: labels }, sample)
    }
  }
  if (fits < lines * 0.9 || !isNamed) return NOTHING
  for (const histogram of histograms.values()) addQuantiles(histogram, { collector, units })
  return { series: collector.series(), faults: faults.faults(collector.left()) }
}

const toNumber = (text: string) => (/Inf/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text))

type BucketLine = Omit<Histogram, 'buckets'> & { readonly le: string; readonly value: number }

function addBucket(histograms: Map<string, Histogram>, { name, labels, time, line, le, value }: BucketLine): void {
  const key = `${name}\u0000${JSON.stringify(labels)}\u0000${time}`
  const buckets = histograms.get(key)?.buckets ?? []
  buckets.push({ upper: toNumber(le), count: value })
  histograms.set(key, { name: name.slice(0, -'_bucket'.length), labels, time, line, buckets })
}

type Target = { readonly collector: ReturnType<typeof createCollector>; readonly units: ReadonlyMap<string, string> }

function addQuantiles({ name, labels, time, line, buckets }: Histogram, { collector, units }: Target): void {
  const unit = units.get(name)
  for (const share of QUANTILES) {
    const value = histogramQuantile(buckets, share)
    const identity = { name: `${name}_p${share * 100}`, ...(unit !== undefined && { unit }), attributes: labels }
    if (value !== undefined) collector.add(identity, { time, value, line, text: `${name}_bucket` })
  }
}

function readLabels(text: string): Record<string, string> {
  const labels = [...text.matchAll(/([A-Za-z_]\w{0,100})="((?:[^"\\]|\\.){0,500})"/g)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  )
  return Object.fromEntries(labels)
}
