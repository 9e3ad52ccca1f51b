import { microseconds } from '@faultmaven/signals'
import { readLabels, SAMPLE, toNumber } from '../exposition.ts'
import type { Bucket } from '../histogram-quantile.ts'
import { HistogramTrack } from './histogram-track.ts'
import { KeyTable } from './key-table.ts'
import { createLineSplitter } from './line-splitter.ts'
import { NumberCell } from './number-cell.ts'
import type { StreamTarget } from './separated-stream.ts'
import { createTimeCell } from './time-cell.ts'

const HASH = 35
const SPACE = 32
const TAB = 9
const OPEN = 123
const CLOSE = 125
const QUOTE = 34
const BACKSLASH = 92
const MAX_LINE = 8000
const MAX_UNITS = 2000
/** As many buckets are a point, whether or not a bound came again. */
const MAX_BUCKETS = 1000

/** Buckets of one histogram at one time, which stand together in a scrape. */
type Histogram = { readonly track: HistogramTrack; time: number; line: number; buckets: Bucket[] }
type Entry = { readonly series: number } | { readonly histogram: Histogram; readonly upper: number }
/** What the store counts among samples of further series. */
const LEFT_OUT: Entry = { series: -1 }

/** Reads the Prometheus text format and OpenMetrics while it comes in pieces; what `readExposition` reads of a whole. */
export function createExpositionStream({ store, faults }: StreamTarget) {
  const units = new Map<string, string>()
  const keys = new KeyTable<Entry>()
  const histograms = new Map<string, Histogram>()
  const readTime = createTimeCell()
  const number = new NumberCell()
  const expected = 'this line is no sample: NAME{LABELS} VALUE [TIME] is expected'

  const lines = createLineSplitter(readLine, (line) => faults.add(line, expected))

  function readLine(bytes: Uint8Array, from: number, to: number, line: number): void {
    if (to === from) return
    if (bytes[from] === HASH) return readComment(bytes, from, to)
    const keyEnd = endOfKey(bytes, from, to)
    const entry = keys.find(bytes, from, keyEnd) ?? openNew(bytes, from, to, keyEnd)
    if (entry === undefined) return faults.add(line, expected)
    const valueStart = skipSpace(bytes, keyEnd, to)
    const valueEnd = endOfWord(bytes, valueStart, to)
    const timeStart = skipSpace(bytes, valueEnd, to)
    const hasTime = timeStart < to && bytes[timeStart] !== HASH
    const time = hasTime ? readTime(bytes, timeStart, endOfWord(bytes, timeStart, to)) : 0
    if (!number.read(bytes, valueStart, valueEnd)) {
      if (!/^[+-]?(?:Inf|NaN)$/.test(textOf(bytes, valueStart, valueEnd))) faults.add(line, expected)
      return
    }
    const at = Number.isNaN(time) ? 0 : time
    if ('series' in entry) store.add(entry.series, at, number.value, line, number.form)
    else addBucket(entry.histogram, { time: at, line, upper: entry.upper, count: number.value })
  }

  function readComment(bytes: Uint8Array, from: number, to: number): void {
    if (bytes[from + 2] !== 85) return
    const [, name = '', unit] = /^# UNIT (\S{1,200}) (\S{1,50})/.exec(textOf(bytes, from, Math.min(to, from + 300))) ?? []
    if (unit !== undefined && units.size < MAX_UNITS) units.set(name, unit)
  }

  /** The entry of a name with labels that comes for the first time; undefined where the line is no sample. */
  function openNew(bytes: Uint8Array, from: number, to: number, keyEnd: number): Entry | undefined {
    const match = to - from > MAX_LINE ? null : SAMPLE.exec(textOf(bytes, from, to))
    if (match === null) return undefined
    const [, name = '', labelText = ''] = match
    const { le, quantile, ...labels } = readLabels(labelText)
    const upper = name.endsWith('_bucket') && le !== undefined ? toNumber(le) : undefined
    if (Number.isNaN(upper)) return undefined
    if (!keys.hasRoom(keyEnd - from)) return LEFT_OUT
    const entry =
      upper === undefined
        ? { series: store.open(identityOf(name, quantile, labels)) }
        : { histogram: histogramOf(name.slice(0, -'_bucket'.length), labels), upper }
    if ('series' in entry && entry.series < 0) return LEFT_OUT
    keys.add(bytes, { from, to: keyEnd, value: entry })
    return entry
  }

  function identityOf(name: string, quantile: string | undefined, labels: Readonly<Record<string, string>>) {
    const unit = units.get(name.replace(/_(?:total|sum|count|created)$/, ''))
    const own = quantile === undefined ? name : `${name}_p${Number((Number(quantile) * 100).toPrecision(9))}`
    return { name: own, ...(unit !== undefined && { unit }), attributes: labels }
  }

  function histogramOf(name: string, labels: Readonly<Record<string, string>>): Histogram {
    const key = `${name}\u0000${JSON.stringify(labels)}`
    const known = histograms.get(key)
    if (known !== undefined) return known
    const unit = units.get(name)
    const identity = { name, ...(unit !== undefined && { unit }), attributes: labels }
    const made = { track: new HistogramTrack(store, { identity, isDelta: false }), time: -1, line: 0, buckets: [] }
    histograms.set(key, made)
    return made
  }

  type BucketLine = Bucket & { readonly time: number; readonly line: number }

  function addBucket(histogram: Histogram, { time, line, upper, count }: BucketLine): void {
    const { time: last, buckets } = histogram
    if (time !== last || buckets.length >= MAX_BUCKETS || buckets.some((bucket) => bucket.upper === upper)) closePoint(histogram)
    histogram.time = time
    histogram.line = line
    histogram.buckets.push({ upper, count })
  }
  function closePoint(histogram: Histogram): void {
    const { track, time, line, buckets } = histogram
    if (buckets.length > 0) track.add({ time: microseconds(time), line, buckets })
    histogram.buckets = []
  }
  return {
    push: (chunk: Uint8Array) => lines.push(chunk),
    end(): void {
      lines.end()
      for (const histogram of histograms.values()) {
        closePoint(histogram)
        histogram.track.end()
      }
    },
  }
}

/** After the name, and after the labels where there are some. */
function endOfKey(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] !== OPEN && bytes[at] !== SPACE && bytes[at] !== TAB) at += 1
  if (bytes[at] !== OPEN || at >= to) return at
  let isQuoted = false
  for (; at < to; at += 1) {
    const byte = bytes[at]
    if (isQuoted && byte === BACKSLASH) at += 1
    else if (byte === QUOTE) isQuoted = !isQuoted
    else if (byte === CLOSE && !isQuoted) return at + 1
  }
  return to
}

function skipSpace(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1
  return at
}
function endOfWord(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] !== SPACE && bytes[at] !== TAB) at += 1
  return at
}
function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()
}
