import { readTimeColumn } from '@faultmaven/signals'
import { readInstant } from './read-instant.ts'

/** What a span says of itself; a field that it does not say is missing. */
export type SpanFacts = {
  readonly traceId: string
  readonly spanId: string
  readonly name: string
  readonly durationNs?: number
  readonly isError: boolean
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads the text of one span: a JSON object of OTLP, Jaeger or Zipkin, or a row of a table.
 * @param head gives the beginning of the source, for the names of the columns
 * @returns undefined when it is no span
 */
export async function readSpan(text: string, head: () => Promise<string>): Promise<SpanFacts | undefined> {
  return text.startsWith('{') ? fromObject(text) : fromRow(text, await head())
}

function fromObject(text: string): SpanFacts | undefined {
  const span = parseObject(text)
  if (span === undefined) return undefined
  const traceId = textOf(span, 'traceId', 'traceID', 'trace_id')
  const spanId = textOf(span, 'spanId', 'spanID', 'span_id', 'id')
  if (traceId === undefined || spanId === undefined) return undefined
  const durationNs = nanosecondsOf(span, text)
  const name = textOf(span, 'name', 'operationName', 'operation', 'operation_name')
  // A link has the ids of a span and is none.
  if (name === undefined && durationNs === undefined) return undefined
  return {
    traceId,
    spanId,
    name: name ?? '',
    ...(durationNs === undefined ? {} : { durationNs }),
    isError: isError(span),
  }
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

const DURATION_UNITS_NS: ReadonlyMap<string, number> = new Map([
  ['durationNanos', 1],
  ['duration_nano', 1],
  ['duration', 1e3],
  ['duration_ms', 1e6],
  ['durationMs', 1e6],
  ['duration_millis', 1e6],
  ['elapsed_ms', 1e6],
])
/** Only Jaeger and Zipkin write these; their times are microseconds where the digits leave it open. */
const MICROSECOND_KEYS = ['traceID', 'spanID', 'processID', 'references', 'localEndpoint', 'annotations']
const MAX_OPEN_DIGITS = 11

/** By its duration, else by its ends. */
function nanosecondsOf(span: Fields, text: string): number | undefined {
  let said: number | undefined
  for (const [key, value] of Object.entries(span)) {
    const unit = DURATION_UNITS_NS.get(key)
    if (unit === undefined || !(typeof value === 'number' || (typeof value === 'string' && value !== ''))) continue
    const nanoseconds = Number(value) * unit
    if (Number.isFinite(nanoseconds)) said = Math.max(0, Math.round(nanoseconds))
  }
  if (said !== undefined && said > 0) return said
  const isMicroseconds = MICROSECOND_KEYS.some((key) => key in span)
  const edge = (name: 'start' | 'end') => edgeOf(span, text, { ...EDGES[name], isMicroseconds })
  const [start, end] = [edge('start'), edge('end')]
  return start === undefined || end === undefined ? said : Math.max(0, Number(end - start))
}

type EdgeKeys = { readonly exact: readonly string[]; readonly other: readonly string[] }
const EDGES: Readonly<Record<'start' | 'end', EdgeKeys>> = {
  start: { exact: ['startTimeUnixNano', 'start_time_unix_nano'], other: ['start', 'startTime', 'start_time', 'timestamp'] },
  end: { exact: ['endTimeUnixNano', 'end_time_unix_nano'], other: ['end', 'endTime', 'end_time'] },
}

function edgeOf(
  span: Fields,
  text: string,
  { exact, other, isMicroseconds }: EdgeKeys & { readonly isMicroseconds: boolean },
): bigint | undefined {
  const keys = Object.keys(span)
  const valueOf = (names: readonly string[]) => writtenValue(span, text, keys.findLast((key) => names.includes(key)) ?? '')
  const nanos = valueOf(exact)
  if (/^\d{1,19}$/.test(nanos)) return BigInt(nanos)
  const value = valueOf(other)
  const time = readInstant(value, isMicroseconds && value.length <= MAX_OPEN_DIGITS ? 1e3 : undefined)
  return time === 0n ? undefined : time
}

/** Nanoseconds do not fit a number of JSON: such numbers are taken from the text. */
function writtenValue(span: Fields, text: string, key: string): string {
  const value = span[key]
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return ''
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  return new RegExp(`"${key}"\\s{0,100}:\\s{0,100}([\\d.eE+]{1,40})`).exec(text)?.[1] ?? ''
}

/** By its status, the tags of those that have none, or a code that stands for an error where nothing else does. */
function isError(span: Fields): boolean {
  const attributes = attributesOf(span)
  const status = isFields(span['status']) ? span['status']['code'] : (span['status'] ?? attributes.get('otel.status_code'))
  const said = typeof status === 'number' || typeof status === 'string' ? String(status) : ''
  if (/^(?:2|STATUS_CODE_ERROR|ERROR)$/i.test(said)) return true
  if (/^(?:1|STATUS_CODE_OK|OK)$/i.test(said)) return false
  const error = attributes.get('error')
  if (error !== undefined && error !== 'false') return true
  const http = Number(attributes.get('http.response.status_code') ?? attributes.get('http.status_code'))
  const grpc = Number(attributes.get('rpc.grpc.status_code') ?? attributes.get('grpc.status_code'))
  return (http >= 500 && http < 600) || [2, 4, 12, 13, 14, 15].includes(grpc)
}

function attributesOf(span: Fields): Map<string, string> {
  const found = new Map<string, string>()
  for (const list of [span['attributes'], span['tags']]) {
    if (isFields(list)) for (const [key, value] of Object.entries(list)) found.set(key, String(value))
    if (!Array.isArray(list)) continue
    for (const item of list) {
      if (!isFields(item) || typeof item['key'] !== 'string') continue
      const value = isFields(item['value']) ? Object.values(item['value'])[0] : item['value']
      found.set(item['key'], String(value))
    }
  }
  return found
}

/** Columns by their names, times in the unit that their names or their digits say. */
function fromRow(text: string, head: string): SpanFacts | undefined {
  const header = head.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? ''
  for (const separator of [',', '\t', ';', '|']) {
    const written = cellsOf(header, separator).map((name) => name.trim())
    const names = written.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    const times = written.map(readTimeColumn)
    const cells = cellsOf(text, separator)
    if (names.length < 4 || cells.length !== names.length) continue
    const first = (...patterns: readonly RegExp[]) => {
      for (const pattern of patterns) {
        const at = names.findIndex((name) => pattern.test(name))
        if (at >= 0) return cells[at] ?? ''
      }
      return undefined
    }
    const time = (...patterns: readonly RegExp[]) => {
      for (const pattern of patterns) {
        const at = times.findIndex(({ stem }) => pattern.test(stem))
        if (at >= 0) return { cell: cells[at] ?? '', unitNs: times[at]?.unitNs }
      }
      return undefined
    }
    const traceId = first(/^traceid$/, /^trace$/)
    const spanId = first(/^spanid$/, /^(?:span|id)$/)
    if (traceId === undefined || spanId === undefined) continue
    const durationNs = rowDuration(
      time(/^(?:span)?duration$/, /^(?:elapsed|latency|took)$/),
      time(/^(?:span)?start(?:time|timestamp|at|ed)?(?:unix)?$/, /^(?:timestamp|time|ts|begin)$/),
      time(/^(?:span)?(?:end|finish)(?:time|timestamp|at|ed)?(?:unix)?$/),
    )
    const status = first(/^(?:otel|span)?status(?:code)?$/, /^(?:error|iserror|code)$/) ?? ''
    return {
      traceId,
      spanId,
      name: first(/^(?:operation|operationname|spanname|name)$/, /^(?:method|methodname|endpoint|resource)$/) ?? '',
      ...(durationNs === undefined ? {} : { durationNs }),
      isError: /^(?:status_code_)?(?:error|failed|failure|err|true)$/i.test(status) || /^5\d\d$/.test(status),
    }
  }
  return undefined
}

type Cell = { readonly cell: string; readonly unitNs: number | undefined }

function rowDuration(duration: Cell | undefined, start: Cell | undefined, end: Cell | undefined): number | undefined {
  const nanoseconds = Number(duration?.cell) * (duration?.unitNs ?? 1e3)
  if (duration?.cell !== '' && nanoseconds >= 0 && nanoseconds < Infinity) return Math.round(nanoseconds)
  if (start === undefined || end === undefined) return undefined
  const [from, to] = [readInstant(start.cell, start.unitNs), readInstant(end.cell, end.unitNs)]
  return from === undefined || to === undefined ? undefined : Math.max(0, Number(to - from))
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (character === '"' && isQuoted && line.charAt(at + 1) === '"') {
      cell += '"'
      at += 1
    } else if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  return [...cells, cell]
}

function textOf(fields: Fields, ...keys: readonly string[]): string | undefined {
  for (const key of keys) if (typeof fields[key] === 'string') return fields[key]
  return undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
