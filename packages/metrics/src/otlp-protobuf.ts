import { microseconds, WireReader } from '@faultmaven/signals'
import { createCollector } from './collector.ts'
import type { ExponentialRange } from './exponential-buckets.ts'
import { createHistograms } from './histogram-series.ts'
import { createFaults, type MetricReading } from './metric-reading.ts'
import { addOtlpPoint, type OtlpAmount, type OtlpPoint, type OtlpTarget } from './otlp-points.ts'

const EXPONENTIAL = 10
const MAX_BUCKETS = 10_000

type Target = OtlpTarget & { readonly faults: ReturnType<typeof createFaults> }

/**
 * Reads an OTLP export request in its binary encoding. There are no lines in it: `line` of a sample counts the points from 1, and faults
 * name the byte. What stands before a broken place is read.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
export function readOtlpProtobuf(bytes: Uint8Array): MetricReading {
  const target = { collector: createCollector(), histograms: createHistograms(), faults: createFaults() }
  const points = { count: 0 }
  const request = new WireReader(bytes)
  while (request.next()) if (request.field === 1 && request.isBytes) readResource(request.message(), { ...target, points })
  sayBroken(request, target)
  target.histograms.addQuantiles(target.collector)
  return { series: target.collector.series(), faults: target.faults.faults(target.collector.left()) }
}

type Reading = Target & { readonly points: { count: number } }

function sayBroken({ problem, position }: WireReader, { faults }: Target): void {
  if (problem !== undefined) faults.add(1, `${problem} at byte ${position}`)
}

/** ResourceMetrics: resource = 1, scope_metrics = 2. */
function readResource(message: WireReader, reading: Reading): void {
  const scopes: WireReader[] = []
  let shared: Record<string, string> = {}
  while (message.next()) {
    if (message.field === 1 && message.isBytes) shared = readAttributes(message.message(), 1)
    else if (message.field === 2 && message.isBytes) scopes.push(message.message())
  }
  for (const scope of scopes) {
    while (scope.next()) if (scope.field === 2 && scope.isBytes) readMetric(scope.message(), { ...reading, shared })
    sayBroken(scope, reading)
  }
  sayBroken(message, reading)
}

/** Metric: name = 1, unit = 3, gauge = 5, sum = 7, histogram = 9, exponential_histogram = 10, summary = 11. */
function readMetric(message: WireReader, reading: Reading & { readonly shared: Readonly<Record<string, string>> }): void {
  let [name, unit] = ['', '']
  let data: WireReader | undefined
  let kind = 0
  while (message.next()) {
    if (!message.isBytes) continue
    if (message.field === 1) name = message.text()
    else if (message.field === 3) unit = message.text()
    else if ([5, 7, 9, EXPONENTIAL, 11].includes(message.field)) {
      data = message.message()
      kind = message.field
    }
  }
  sayBroken(message, reading)
  if (data === undefined) return
  const points: WireReader[] = []
  let [temporality, isMonotonic] = [0, false]
  while (data.next()) {
    if (data.field === 1 && data.isBytes) points.push(data.message())
    else if (data.field === 2 && data.isVarint) temporality = data.uint()
    else if (data.field === 3 && data.isVarint) isMonotonic = data.bool()
  }
  sayBroken(data, reading)
  const identity = {
    name,
    ...(unit !== '' && unit !== '1' && { unit }),
    attributes: reading.shared,
    isCounter: kind === 7 && isMonotonic && temporality !== 1,
    isDelta: temporality === 1,
  }
  for (const point of points) {
    reading.points.count += 1
    const read =
      kind === 5 || kind === 7
        ? readNumberPoint(point)
        : kind === EXPONENTIAL
          ? readExponentialPoint(point)
          : readHistogramPoint(point, kind === 9)
    sayBroken(point, reading)
    addOtlpPoint(reading, identity, { ...read, line: reading.points.count })
  }
}

/** NumberDataPoint: time_unix_nano = 3, as_double = 4, as_int = 6 (sfixed64), attributes = 7. */
function readNumberPoint(message: WireReader): Omit<OtlpPoint, 'line'> {
  let time = 0
  let value: number | undefined
  const attributes: Record<string, string> = {}
  while (message.next()) {
    if (message.field === 3 && message.isFixed64) time = message.nanoseconds().us
    else if (message.field === 4 && message.isFixed64) value = message.double()
    else if (message.field === 6 && message.isFixed64) value = message.sfixed64()
    else if (message.field === 7 && message.isBytes) addAttribute(attributes, message.message())
  }
  return { time: microseconds(time), attributes, ...(value !== undefined && { value: { value } }) }
}

/**
 * HistogramDataPoint: time = 3, count = 4, sum = 5, bucket_counts = 6, explicit_bounds = 7, attributes = 9; in a summary
 * quantile_values = 6 (quantile = 1, value = 2) and attributes = 7.
 */
function readHistogramPoint(message: WireReader, hasBuckets: boolean): Omit<OtlpPoint, 'line'> {
  let [time, count] = [0, 0]
  let sum: OtlpAmount | undefined
  const counts: number[] = []
  const bounds: number[] = []
  const quantiles: { share: number; amount: OtlpAmount }[] = []
  const attributes: Record<string, string> = {}
  while (message.next()) {
    const { field } = message
    if (message.isFixed64) {
      if (field === 3) time = message.nanoseconds().us
      else if (field === 4) count = message.sfixed64()
      else if (field === 5) sum = { value: message.double() }
      else if (field === 6) counts.push(message.sfixed64())
      else if (field === 7) bounds.push(message.double())
    } else if (message.isBytes) {
      if (hasBuckets && field === 6) counts.push(...packed(message, (view, at) => Number(view.getBigInt64(at, true))))
      else if (hasBuckets && field === 7) bounds.push(...packed(message, (view, at) => view.getFloat64(at, true)))
      else if (field === 6) quantiles.push(readQuantile(message.message()))
      else if (field === (hasBuckets ? 9 : 7)) addAttribute(attributes, message.message())
    }
  }
  return {
    time: microseconds(time),
    attributes,
    histogram: { count: { value: count }, ...(sum !== undefined && { sum }), counts, bounds, quantiles },
  }
}

function readQuantile(message: WireReader): { share: number; amount: OtlpAmount } {
  let [share, value] = [0, 0]
  while (message.next()) {
    if (message.field === 1 && message.isFixed64) share = message.double()
    else if (message.field === 2 && message.isFixed64) value = message.double()
  }
  return { share, amount: { value } }
}

/**
 * ExponentialHistogramDataPoint: attributes = 1, time = 3, count = 4, sum = 5, scale = 6, zero_count = 7, positive = 8, negative = 9; of
 * buckets offset = 1, bucket_counts = 2.
 */
function readExponentialPoint(message: WireReader): Omit<OtlpPoint, 'line'> {
  let [time, count, scale, zeroCount] = [0, 0, 0, 0]
  let sum: OtlpAmount | undefined
  let [positive, negative] = [NO_BUCKETS, NO_BUCKETS]
  const attributes: Record<string, string> = {}
  while (message.next()) {
    const { field } = message
    if (message.isFixed64) {
      if (field === 3) time = message.nanoseconds().us
      else if (field === 4) count = message.sfixed64()
      else if (field === 5) sum = { value: message.double() }
      else if (field === 7) zeroCount = message.sfixed64()
    } else if (message.isVarint) {
      if (field === 6) scale = message.sint()
    } else if (message.isBytes) {
      if (field === 1) addAttribute(attributes, message.message())
      else if (field === 8) positive = readBuckets(message.message())
      else if (field === 9) negative = readBuckets(message.message())
    }
  }
  return {
    time: microseconds(time),
    attributes,
    histogram: {
      count: { value: count },
      ...(sum !== undefined && { sum }),
      counts: [],
      bounds: [],
      exponential: { scale, zeroCount, positive, negative },
    },
  }
}

const NO_BUCKETS: ExponentialRange = { offset: 0, counts: [] }

function readBuckets(message: WireReader): ExponentialRange {
  let offset = 0
  const counts: number[] = []
  while (message.next()) {
    if (message.field === 1 && message.isVarint) offset = message.sint()
    else if (message.field === 2 && message.isVarint) counts.push(message.uint())
    else if (message.field === 2 && message.isBytes) counts.push(...packedVarints(message.slice()))
  }
  return { offset, counts }
}

/** Numbers of seven bits a byte, the lowest first. */
function packedVarints(bytes: Uint8Array): number[] {
  const numbers: number[] = []
  let [number, factor] = [0, 1]
  for (const byte of bytes) {
    number += (byte & 127) * factor
    factor *= 128
    if (byte >= 128) continue
    if (numbers.length < MAX_BUCKETS) numbers.push(number)
    ;[number, factor] = [0, 1]
  }
  return numbers
}

function packed(message: WireReader, read: (view: DataView, at: number) => number): number[] {
  const bytes = message.slice()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.min(MAX_BUCKETS, bytes.length >> 3) }, (_, at) => read(view, at * 8))
}

function readAttributes(message: WireReader, field: number): Record<string, string> {
  const attributes: Record<string, string> = {}
  while (message.next()) if (message.field === field && message.isBytes) addAttribute(attributes, message.message())
  return attributes
}

/** KeyValue: key = 1, value = 2 (AnyValue: string = 1, bool = 2, int = 3, double = 4). */
function addAttribute(attributes: Record<string, string>, message: WireReader): void {
  let key = ''
  let text: string | undefined
  while (message.next()) {
    if (message.field === 1 && message.isBytes) key = message.text()
    if (message.field !== 2 || !message.isBytes) continue
    const value = message.message()
    if (!value.next()) continue
    if (value.field === 1 && value.isBytes) text = value.text()
    else if (value.field === 2 && value.isVarint) text = String(value.bool())
    else if (value.field === 3 && value.isVarint) text = String(value.int())
    else if (value.field === 4 && value.isFixed64) text = String(value.double())
  }
  if (key !== '' && text !== undefined)
    Object.defineProperty(attributes, key, { value: text, enumerable: true, configurable: true })
}
