import { microseconds } from '@faultmaven/signals'
import { createCollector } from './collector.ts'
import type { MetricSeries } from './series.ts'
import { parseTime } from './time.ts'

const SAMPLE = /^([A-Za-z_:][\w:]{0,200})(?:\{([^}]{0,4000})\})?\s+([+-]?(?:\d[\d.eE+-]{0,40}|Inf|NaN))(?:\s+(\d{9,19}))?\s*$/

/**
 * Reads the Prometheus text format. A scrape holds one sample a series; without a time of its own it stands at time 0.
 * Buckets and quantiles are left out: only whole histograms say something.
 * @returns [] unless nine lines of ten are samples or comments.
 */
export function readExposition(text: string): MetricSeries[] {
  const collector = createCollector()
  let fits = 0
  let lines = 0
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '') continue
    lines += 1
    const match = SAMPLE.exec(raw.slice(0, 5000))
    if (match || raw.startsWith('#')) fits += 1
    if (lines >= 50 && fits < lines * 0.5) return []
    const [, name = '', labels = '', value = '', stamp] = match ?? []
    if (!match || name.endsWith('_bucket') || /\bquantile="/.test(labels)) continue
    const time = parseTime(stamp) ?? microseconds(0)
    collector.add({ name, attributes: readLabels(labels) }, { time, value: Number(value), line: index + 1 })
  }
  const series = collector.series()
  return fits >= lines * 0.9 && series.some((one) => /[_:]/.test(one.name)) ? series : []
}

function readLabels(text: string): Record<string, string> {
  const labels = [...text.matchAll(/([A-Za-z_]\w{0,100})="((?:[^"\\]|\\.){0,500})"/g)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  )
  return Object.fromEntries(labels)
}
