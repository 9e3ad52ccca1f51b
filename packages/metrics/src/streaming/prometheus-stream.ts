import type { SeriesIdentity } from '../collector.ts'
import { MAX_ATTRIBUTES, setAttribute } from './attributes.ts'
import { markOf } from './identity-mark.ts'
import { createJsonScanner, type JsonHandler, type JsonToken } from './json-scanner.ts'
import { jsonText } from './json-text.ts'
import { NumberCell } from './number-cell.ts'
import type { StreamTarget } from './separated-stream.ts'
import { createTimeCell } from './time-cell.ts'

/** The series being read: its place among the brackets, what is known of it, and its number in the store. */
type Open = {
  readonly depth: number
  name: Pick<SeriesIdentity, 'name' | 'heading'>
  readonly attributes: Record<string, string>
  labels: number
  /** Until then the samples may be those of any series. */
  isNamed: boolean
  series: number | undefined
}

/**
 * Reads replies of Prometheus to queries, `{"metric": {…}, "values": [[time, "value"], …]}`, while they come in pieces.
 * @param fileName names the series of an expression, which have no name of their own
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 */
export function createPrometheusStream(fileName: string, { store, faults }: StreamTarget) {
  const readTime = createTimeCell()
  const number = new NumberCell()
  const known = new Map<string, number>()
  let depth = 0
  let key = ''
  let open: Open | undefined
  /** Depths of the labels, the samples and the pairs of time and value; -1 outside of them. */
  let labelsAt = -1
  let samplesAt = -1
  let pairsAt = -1
  let position = 0
  let time = Number.NaN

  function begin(): Open {
    open ??= { depth, name: { name: fileName }, attributes: {}, labels: 0, isNamed: false, series: undefined }
    return open
  }
  const identityOf = ({ name, attributes }: Open): SeriesIdentity => ({ ...name, attributes })
  const seriesOf = (one: Open): number => (one.series ??= storeOf(one))
  function storeOf(one: Open): number {
    if (!one.isNamed) return store.open(identityOf(one))
    const mark = markOf([one.name.name, one.attributes])
    const series = known.get(mark) ?? store.open(identityOf(one))
    if (series >= 0) known.set(mark, series)
    return series
  }
  function label(bytes: Uint8Array, { from, to, line }: JsonToken): void {
    const one = begin()
    one.labels += 1
    if (one.isNamed || one.labels > MAX_ATTRIBUTES) return
    const text = jsonText(bytes, from, to)
    if (key === '__name__') one.name = { name: text.slice(0, 200), heading: { line, text } }
    else setAttribute(one.attributes, key, text)
  }
  /** Labels may stand after the samples. */
  function endLabels(one: Open): void {
    if (!one.isNamed && one.series !== undefined && one.series >= 0) {
      store.rename(one.series, identityOf(one))
      const mark = markOf([one.name.name, one.attributes])
      if (!known.has(mark)) known.set(mark, one.series)
    }
    one.isNamed = true
  }

  const handler: JsonHandler = {
    open(isList) {
      if (labelsAt < 0 && samplesAt < 0) {
        if (!isList && key === 'metric') {
          begin()
          labelsAt = depth + 1
        } else if (isList && (key === 'values' || key === 'value')) {
          begin()
          samplesAt = depth + 1
          pairsAt = key === 'values' ? depth + 2 : depth + 1
        }
      }
      depth += 1
      position = 0
    },
    close() {
      if (depth === labelsAt) {
        labelsAt = -1
        endLabels(begin())
      }
      if (depth === samplesAt) samplesAt = -1
      if (open !== undefined && depth === open.depth) open = undefined
      depth -= 1
      key = ''
    },
    key(bytes, from, to) {
      key = jsonText(bytes, from, to)
    },
    scalar(bytes, token) {
      if (labelsAt >= 0) return label(bytes, token)
      if (samplesAt < 0 || depth !== pairsAt) return
      position += 1
      if (position === 1) time = readTime(bytes, token.from, token.to)
      else if (position === 2) addSample(bytes, token)
    },
    reset() {
      depth = 0
      key = ''
      open = undefined
      labelsAt = -1
      samplesAt = -1
    },
  }

  function addSample(bytes: Uint8Array, { from, to, line }: JsonToken): void {
    if (Number.isNaN(time)) faults.add(line, 'a sample without a readable time')
    else if (number.read(bytes, from, to)) store.add(seriesOf(begin()), time, number.value, line, number.form)
    else if (!/^(?:[+-]?Inf|NaN)$/.test(jsonText(bytes, from, to))) faults.add(line, 'a sample whose value is no number')
  }
  return createJsonScanner(handler, (line, message) => faults.add(line, message))
}
