import type { SeriesIdentity } from '../collector.ts'
import { createJsonScanner, type JsonHandler, type JsonToken } from './json-scanner.ts'
import { NumberCell } from './number-cell.ts'
import type { StreamTarget } from './separated-stream.ts'
import { createTimeCell } from './time-cell.ts'

const MAX_SERIES = 20_000

/** The series being read: its place among the brackets, what is known of it, and its number in the store. */
type Open = { readonly depth: number; identity: SeriesIdentity; series: number | undefined }

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
    open ??= { depth, identity: { name: fileName, attributes: {} }, series: undefined }
    return open
  }
  function seriesOf(one: Open): number {
    return (one.series ??= storeOf(one.identity))
  }
  function storeOf(identity: SeriesIdentity): number {
    const said = `${identity.name}\u0000${JSON.stringify(identity.attributes)}`
    const before = known.get(said)
    if (before !== undefined) return before
    const series = store.open(identity)
    if (known.size < MAX_SERIES) known.set(said, series)
    return series
  }
  function label(bytes: Uint8Array, { from, to, line }: JsonToken): void {
    const one = begin()
    const text = textOf(bytes, from, to)
    const { identity } = one
    one.identity =
      key === '__name__'
        ? { ...identity, name: text.slice(0, 200), heading: { line, text } }
        : { ...identity, attributes: { ...identity.attributes, [key]: text } }
    if (one.series !== undefined) store.rename(one.series, one.identity)
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
      if (depth === labelsAt) labelsAt = -1
      if (depth === samplesAt) samplesAt = -1
      if (open !== undefined && depth === open.depth) open = undefined
      depth -= 1
      key = ''
    },
    key(bytes, from, to) {
      key = textOf(bytes, from, to)
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
    else if (!/^(?:[+-]?Inf|NaN)$/.test(textOf(bytes, from, to))) faults.add(line, 'a sample whose value is no number')
  }
  return createJsonScanner(handler, (line, message) => faults.add(line, message))
}

/** Escapes are rare in names and labels; a text that cannot be read is kept as it is written. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}
