import { readTrees, type TreeDocument } from '@faultmaven/config'
import { readExposition } from './exposition.ts'
import { readJsonSeries } from './json-series.ts'
import { readSeparatedSeries } from './separated-series.ts'
import type { MetricSeries } from './series.ts'

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_SERIES = 5000

/**
 * Finds metric series in a text, samples in time order, each with the line of its value:
 * CSV and TSV with a time column (a series a column, or a row a sample), the Prometheus text format, and JSON of any shape that
 * holds times beside numbers (Prometheus and CloudWatch replies, point lists, objects with a time and a number).
 * At most 5000 series; never throws; a text without series gives [].
 * @param trees of the same text, when the caller has read them already
 */
export function readSeries(name: string, text: string, trees?: readonly TreeDocument[]): MetricSeries[] {
  if (text.length > MAX_CHARACTERS) return []
  const documents = trees ?? readTrees(name, text).trees
  const fromTrees = documents.filter((tree) => tree.format === 'json' || tree.format === 'yaml').flatMap(readJsonSeries)
  if (fromTrees.length > 0) return fromTrees.slice(0, MAX_SERIES).map((series) => nameByFile(series, name))
  if (documents.length > 0) return []
  const exposed = readExposition(text)
  return (exposed.length > 0 ? exposed : readSeparatedSeries(text)).slice(0, MAX_SERIES)
}

/** The reply to a query has no name of its own (`rate(…) / rate(…)`): whoever saved it wrote what it is into the name of the file. */
function nameByFile(series: MetricSeries, fileName: string): MetricSeries {
  if (series.heading !== undefined || !/^(?:values?|datapoints|result)$/.test(series.name)) return series
  const stem = (fileName.split('/').at(-1) ?? '').replace(/\.[a-z0-9]{1,8}$/i, '')
  return stem === '' ? series : { ...series, name: stem.slice(0, 200) }
}
