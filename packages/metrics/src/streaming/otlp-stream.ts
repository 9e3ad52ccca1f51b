import { microseconds } from '@faultmaven/signals'
import type { SeriesIdentity } from '../collector.ts'
import { exponentialBuckets } from '../exponential-buckets.ts'
import type { Bucket } from '../histogram-quantile.ts'
import { MAX_ATTRIBUTES, setAttribute } from './attributes.ts'
import { HistogramTrack } from './histogram-track.ts'
import { createJsonScanner, type JsonHandler, type JsonToken } from './json-scanner.ts'
import { markOf } from './identity-mark.ts'
import { jsonText } from './json-text.ts'
import { KeyTable } from './key-table.ts'
import { NumberCell } from './number-cell.ts'
import { CHILDREN, type Role } from './otlp-roles.ts'
import type { StreamTarget } from './separated-stream.ts'

const MAX_KEY_BYTES = 4096
const ID_BYTES = 4
const MAX_METRICS = 20_000
/** As many buckets of a point are read; the last point of each histogram is kept. By default SDKs make at most 160. */
const MAX_BUCKETS = 1000
const MAX_QUANTILES = 100
/** So many points of histograms, or numbers in them, wait for what is said after them; then they are taken for cumulative. */
const MAX_WAITING = 10_000
const MAX_WAITING_NUMBERS = 1_000_000

/** A metric of one resource, as far as it is known. */
type Metric = {
  name: string
  unit: string
  kind: Role
  isDelta: boolean
  isMonotonic: boolean
  isTemporal: boolean
  line: number
  id: number
}
type Range = { offset: number; counts: number[] }
/** A point being read. Numbers are NaN until they come. */
type Point = {
  time: number
  line: number
  value: number
  form: number
  count: number
  countForm: number
  countLine: number
  sum: number
  sumForm: number
  sumLine: number
  scale: number
  zeroCount: number
  counts: number[]
  bounds: number[]
  positive: Range
  negative: Range
  quantiles: { share: number; value: number; form: number; line: number }[]
  keyLength: number
  attributes: number
}
/** The series that points with the same attributes belong to, opened when they are needed. */
type PointSeries = {
  readonly attributes: Readonly<Record<string, string>>
  series: Map<string, number>
  track: HistogramTrack | undefined
}

/** Reads OTLP export requests in JSON, one or many, while they come in pieces; what `readOtlpJson` reads of a whole. */
export function createOtlpStream({ store, faults }: StreamTarget) {
  const roles: Role[] = []
  const number = new NumberCell()
  const keyNames = new KeyTable<string>()
  const metricIds = new Map<string, number>()
  const points = new KeyTable<PointSeries>()
  const tracks: HistogramTrack[] = []
  const key = new Uint8Array(MAX_KEY_BYTES)
  let name = ''
  let shared: Record<string, string> = {}
  let sharedCount = 0
  /** Stands for `shared` once it was asked for. */
  let sharedMark: string | undefined
  let attributeKey = ''
  /** Parts of the attribute of a point that were kept, and where the first of them stands. */
  let parts = 0
  let partsFrom = 0
  let metric = emptyMetric()
  let point = emptyPoint()
  let quantile = { share: Number.NaN, value: Number.NaN, form: 0, line: 0 }
  let lastId = 0
  let isStoreFull = false
  /** Points of histograms, until the name of their metric and whether they are differences are known. Both may be said after them. */
  let waiting: { readonly point: Point; readonly own: PointSeries }[] = []
  let waitingNumbers = 0
  /** Series that this metric opened: whether it is a counter is said after its points. */
  let opened: { readonly own: PointSeries; readonly suffix: string; readonly series: number }[] = []
  /** Made before the name was known. */
  let openedTracks: { readonly own: PointSeries; readonly track: HistogramTrack }[] = []

  const handler: JsonHandler = {
    open(_isList, line) {
      const role = roles.length === 0 ? 'root' : (CHILDREN[roles.at(-1)!]?.[name] ?? CHILDREN[roles.at(-1)!]?.['*'] ?? 'other')
      roles.push(role)
      name = ''
      if (role === 'resource') {
        shared = {}
        sharedCount = 0
        sharedMark = undefined
      } else if (role === 'shared-attribute') {
        sharedCount += 1
        attributeKey = ''
      } else if (role === 'own-attribute') {
        point.attributes += 1
        parts = 0
        partsFrom = point.keyLength
      } else if (role === 'metric') metric = { ...emptyMetric(), line }
      else if (role === 'point') point = { ...emptyPoint(), line }
      else if (role === 'quantile') quantile = { share: Number.NaN, value: Number.NaN, form: 0, line }
      else if (/^(?:gauge|sum|histogram|summary|exponential)$/.test(role)) metric.kind = role
    },
    close() {
      const role = roles.pop()
      name = ''
      if (role === 'point') endPoint()
      // A list as value, or a part that has no room: half an attribute would make pairs of what follows.
      else if (role === 'own-attribute' && parts !== 2) point.keyLength = partsFrom
      else if (role === 'metric') endMetric()
      else if (role === 'quantile' && quantile.value === quantile.value && point.quantiles.length < MAX_QUANTILES)
        point.quantiles.push(quantile)
    },
    key(bytes, from, to) {
      const known = keyNames.find(bytes, from, to)
      name = known ?? jsonText(bytes, from, to)
      if (known === undefined) keyNames.add(bytes, { from, to, value: name })
    },
    scalar: take,
    reset() {
      roles.length = 0
      waiting = []
      waitingNumbers = 0
      opened = []
      openedTracks = []
    },
  }

  function take(bytes: Uint8Array, token: JsonToken): void {
    const { from, to, line } = token
    switch (roles.at(-1)) {
      case 'shared-attribute':
        if (name === 'key') attributeKey = jsonText(bytes, from, to)
        return
      case 'shared-value':
        if (attributeKey !== '' && sharedCount <= MAX_ATTRIBUTES) setAttribute(shared, attributeKey, jsonText(bytes, from, to))
        sharedMark = undefined
        return
      case 'own-attribute':
      case 'own-value':
        if (name === 'key' || name.endsWith('Value') || name.endsWith('_value')) keep(bytes, from, to)
        return
      case 'metric':
        if (name === 'name') Object.assign(metric, { name: jsonText(bytes, from, to), line })
        else if (name === 'unit') metric.unit = jsonText(bytes, from, to)
        return
      case 'gauge':
      case 'sum':
      case 'histogram':
      case 'summary':
      case 'exponential':
        if (/^aggregation_?temporality$/i.test(name)) {
          metric.isDelta = /1|DELTA/.test(jsonText(bytes, from, to))
          metric.isTemporal = true
        } else if (/^is_?monotonic$/i.test(name)) metric.isMonotonic = jsonText(bytes, from, to) === 'true'
        return
      case 'point':
        return takeOfPoint(bytes, token)
      case 'counts':
        return pushNumber(point.counts, bytes, token)
      case 'bounds':
        return pushNumber(point.bounds, bytes, token)
      case 'positive':
      case 'negative':
        if (name === 'offset' && number.read(bytes, from, to)) rangeOf().offset = number.value
        return
      case 'positive-counts':
        return pushNumber(point.positive.counts, bytes, token)
      case 'negative-counts':
        return pushNumber(point.negative.counts, bytes, token)
      case 'quantile':
        if (!number.read(bytes, from, to)) return
        if (name === 'quantile') quantile.share = number.value
        else if (name === 'value') Object.assign(quantile, { value: number.value, form: number.form, line })
        return
      default:
    }
  }
  const rangeOf = () => (roles.at(-1) === 'positive' ? point.positive : point.negative)

  function pushNumber(list: number[], bytes: Uint8Array, { from, to }: JsonToken): void {
    if (list.length < MAX_BUCKETS && number.read(bytes, from, to)) list.push(number.value)
  }

  function takeOfPoint(bytes: Uint8Array, { from, to, line }: JsonToken): void {
    switch (name) {
      case 'timeUnixNano':
      case 'time_unix_nano':
        point.time = microsecondsOf(bytes, from, to)
        return
      case 'asDouble':
      case 'as_double':
      case 'asInt':
      case 'as_int':
        if (number.read(bytes, from, to)) Object.assign(point, { value: number.value, form: number.form, line })
        return
      case 'count':
        if (number.read(bytes, from, to)) Object.assign(point, { count: number.value, countForm: number.form, countLine: line })
        return
      case 'sum':
        if (number.read(bytes, from, to)) Object.assign(point, { sum: number.value, sumForm: number.form, sumLine: line })
        return
      case 'scale':
        if (number.read(bytes, from, to)) point.scale = number.value
        return
      case 'zeroCount':
      case 'zero_count':
        if (number.read(bytes, from, to)) point.zeroCount = number.value
        return
      default:
    }
  }

  /** Joins a part of the attributes of a point to what tells its series. */
  function keep(bytes: Uint8Array, from: number, to: number): void {
    if (point.attributes > MAX_ATTRIBUTES || point.keyLength + (to - from) + 1 > MAX_KEY_BYTES - ID_BYTES) return
    key.set(bytes.subarray(from, to), ID_BYTES + point.keyLength)
    point.keyLength += to - from + 1
    key[ID_BYTES + point.keyLength - 1] = 0
    parts += 1
  }

  function endPoint(): void {
    const isHistogram = metric.kind === 'histogram' || metric.kind === 'exponential' || metric.kind === 'summary'
    if (Number.isNaN(point.time) || Number.isNaN(isHistogram ? point.count : point.value)) {
      faults.add(point.line, `a point of ${metric.name} without a time or a value`)
      return
    }
    const own = seriesOfPoint()
    if (own === undefined) store.add(-1, point.time, point.value, point.line, point.form)
    else if (!isHistogram) add(own, '', point)
    else {
      add(own, '_count', { ...point, value: point.count, form: point.countForm, line: point.countLine })
      if (!Number.isNaN(point.sum)) add(own, '_sum', { ...point, value: point.sum, form: point.sumForm, line: point.sumLine })
      for (const { share, value, form, line } of point.quantiles)
        if (share > 0 && share < 1) add(own, `_p${Number((share * 100).toPrecision(9))}`, { ...point, value, form, line })
      if (metric.kind !== 'summary') enqueue(own)
    }
  }

  function enqueue(own: PointSeries): void {
    waiting.push({ point, own })
    const { counts, bounds, positive, negative } = point
    waitingNumbers += counts.length + bounds.length + positive.counts.length + negative.counts.length
    const isKnown = metric.isTemporal && metric.name !== ''
    if (isKnown || waiting.length >= MAX_WAITING || waitingNumbers >= MAX_WAITING_NUMBERS) flush()
  }

  function seriesOfPoint(): PointSeries | undefined {
    metric.id = metric.id < 0 ? idOfMetric() : metric.id
    new DataView(key.buffer).setInt32(0, metric.id)
    const end = ID_BYTES + point.keyLength
    const known = points.find(key, 0, end)
    if (known !== undefined || isStoreFull || !points.hasRoom(end)) return known
    const texts: string[] = []
    for (let from = ID_BYTES; from < end; from += 1) {
      const to = key.indexOf(0, from)
      texts.push(jsonText(key, from, to))
      from = to
    }
    const attributes: Record<string, string> = {}
    for (let at = 0; at + 1 < texts.length; at += 2) setAttribute(attributes, texts[at]!, texts[at + 1]!)
    const made: PointSeries = { attributes, series: new Map(), track: undefined }
    points.add(key, { from: 0, to: end, value: made })
    return made
  }
  function idOfMetric(): number {
    sharedMark ??= markOf(shared)
    const said = `${metric.name}\u0000${sharedMark}`
    const known = metricIds.get(said)
    if (known !== undefined) return known
    lastId += 1
    // A metric that is not named yet is one of its own.
    if (metric.name !== '' && metricIds.size < MAX_METRICS) metricIds.set(said, lastId)
    return lastId
  }

  function identityOf({ attributes }: PointSeries, suffix: string): SeriesIdentity {
    const { name: own, unit, isMonotonic, isDelta, kind, line } = metric
    const isCounter = kind === 'sum' && isMonotonic && !isDelta && !own.endsWith('_total')
    return {
      name: `${own}${suffix === '' && isCounter ? '_total' : suffix}`,
      ...(unit !== '' && unit !== '1' && { unit }),
      heading: { line, text: own },
      attributes: { ...shared, ...attributes },
    }
  }
  function add(
    own: PointSeries,
    suffix: string,
    { time, value, line, form }: Pick<Point, 'time' | 'value' | 'line' | 'form'>,
  ): void {
    let series = own.series.get(suffix)
    if (series === undefined) {
      series = store.open(identityOf(own, suffix))
      own.series.set(suffix, series)
      if (series < 0) isStoreFull = true
      else opened.push({ own, suffix, series })
    }
    store.add(series, time, value, line, form)
  }
  function endMetric(): void {
    for (const { own, suffix, series } of opened) store.rename(series, identityOf(own, suffix))
    opened = []
    for (const { own, track } of openedTracks) track.rename(identityOf(own, ''))
    flush()
    openedTracks = []
  }
  function flush(): void {
    for (const { point: one, own } of waiting) {
      own.track ??= trackOf(own)
      own.track.add({ time: microseconds(one.time), line: one.countLine, buckets: bucketsOf(one) })
    }
    waiting = []
    waitingNumbers = 0
  }
  function trackOf(own: PointSeries): HistogramTrack {
    const track = new HistogramTrack(store, { identity: identityOf(own, ''), isDelta: metric.isDelta })
    tracks.push(track)
    if (metric.name === '') openedTracks.push({ own, track })
    return track
  }
  function bucketsOf({ counts, bounds, scale, zeroCount, positive, negative }: Point): Bucket[] {
    if (metric.kind === 'exponential') return exponentialBuckets({ scale, zeroCount, positive, negative })
    let below = 0
    return counts.map((count, at) => ({ upper: bounds[at] ?? Infinity, count: (below += count) }))
  }

  const scanner = createJsonScanner(handler, (line, message) => faults.add(line, message))
  return {
    push: (chunk: Uint8Array) => scanner.push(chunk),
    end(): void {
      scanner.end()
      for (const track of tracks) track.end()
    },
  }
}

const emptyMetric = (): Metric => ({
  name: '',
  unit: '',
  kind: 'other',
  isDelta: false,
  isMonotonic: false,
  isTemporal: false,
  line: 0,
  id: -1,
})

function emptyPoint(): Point {
  const none = Number.NaN
  const [positive, negative] = [0, 0].map(() => ({ offset: 0, counts: [] }))
  return {
    time: none,
    line: 0,
    value: none,
    form: 0,
    count: none,
    countForm: 0,
    countLine: 0,
    sum: none,
    sumForm: 0,
    sumLine: 0,
    scale: 0,
    zeroCount: 0,
    counts: [],
    bounds: [],
    positive: positive!,
    negative: negative!,
    quantiles: [],
    keyLength: 0,
    attributes: 0,
  }
}

/** Of nanoseconds in digits; their last three are left out. */
function microsecondsOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from
  if (length === 0 || length > 19) return Number.NaN
  let time = 0
  for (let at = from; at < to - 3; at += 1) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return Number.NaN
    time = time * 10 + digit
  }
  return time
}
