import { readTrees, type TreeReading } from '@faultmaven/config'
import { readExposition } from './exposition.ts'
import { readJsonSeries } from './json-series.ts'
import type { MetricReading } from './metric-reading.ts'
import { readOtlpJson } from './otlp-json.ts'
import { readSeparatedSeries } from './separated-series.ts'
import type { MetricSeries } from './series.ts'

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_SERIES = 5000
const NOTHING: MetricReading = { series: [], faults: [] }
const TOO_LONG: MetricReading = { series: [], faults: [{ line: 1, message: 'not read as metrics: longer than 16 MiB' }] }

/**
 * Finds metric series in a text, samples in time order, each with the line of its value: CSV and TSV with a time column (a series a
 * column, or a row a sample; Grafana's exports), the Prometheus text format and OpenMetrics, OTLP JSON, and JSON of any shape that holds
 * times beside numbers (Prometheus and CloudWatch replies, point lists, objects with a time and a number). What is broken is told as
 * faults beside what could be read.
 * At most 5000 series; never throws; a text without series gives none.
 * @param read what the caller has read of the same text already
 */
export function readMetrics(name: string, text: string, read?: TreeReading): MetricReading {
  if (text.length > MAX_CHARACTERS) return TOO_LONG
  const { trees, faults } = read ?? readTrees(name, text)
  const documents = trees.filter(({ format }) => format === 'json' || format === 'yaml')
  const readings = documents.map((tree) => readOtlpJson(tree) ?? { series: readJsonSeries(tree), faults: [] })
  const series = readings.flatMap((reading) => reading.series)
  if (series.length > 0)
    return {
      series: series.slice(0, MAX_SERIES).map((one) => nameByFile(one, name)),
      faults: [...faults, ...readings.flatMap((reading) => reading.faults)],
    }
  if (trees.length > 0) return NOTHING
  const exposed = readExposition(text)
  const found = exposed.series.length > 0 ? exposed : readSeparatedSeries(text)
  return { ...found, series: found.series.slice(0, MAX_SERIES) }
}

/** The series of {@link readMetrics} alone. */
export function readSeries(name: string, text: string): readonly MetricSeries[] {
  return readMetrics(name, text).series
}

/** The reply to a query has no name of its own (`rate(…) / rate(…)`): whoever saved it wrote what it is into the name of the file. */
function nameByFile(series: MetricSeries, fileName: string): MetricSeries {
  if (series.heading !== undefined || !/^(?:values?|datapoints|result)$/.test(series.name)) return series
  const stem = (fileName.split('/').at(-1) ?? '').replace(/\.[a-z0-9]{1,8}$/i, '')
  return stem === '' ? series : { ...series, name: stem.slice(0, 200) }
}
