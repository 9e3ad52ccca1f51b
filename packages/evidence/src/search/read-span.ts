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
  return {
    traceId,
    spanId,
    name: textOf(span, 'name', 'operationName', 'operation', 'operation_name') ?? '',
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

/** Nanoseconds do not fit a number of JSON: they are taken from the text. */
function nanosecondsOf(span: Fields, text: string): number | undefined {
  const [start, end] = ['start', 'end'].map(
    (edge) => new RegExp(`"${edge}(?:TimeUnixNano|_time_unix_nano)"\\s{0,100}:\\s{0,100}"?(\\d{1,19})`).exec(text)?.[1],
  )
  if (start !== undefined && end !== undefined) return Math.max(0, Number(BigInt(end) - BigInt(start)))
  const units = {
    durationNanos: 1,
    duration_nano: 1,
    duration: 1e3,
    duration_ms: 1e6,
    durationMs: 1e6,
    duration_millis: 1e6,
    elapsed_ms: 1e6,
  }
  for (const [key, unit] of Object.entries(units)) {
    const value = span[key] === undefined ? Number.NaN : Number(span[key])
    if (Number.isFinite(value)) return Math.max(0, Math.round(value * unit))
  }
  return undefined
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
    const names = cellsOf(header, separator).map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    const cells = cellsOf(text, separator)
    if (names.length < 4 || cells.length !== names.length) continue
    const first = (...patterns: readonly RegExp[]) => {
      for (const pattern of patterns) {
        const at = names.findIndex((name) => pattern.test(name))
        if (at >= 0) return { cell: cells[at] ?? '', name: names[at] ?? '' }
      }
      return undefined
    }
    const traceId = first(/^traceid$/, /^trace$/)?.cell
    const spanId = first(/^spanid$/, /^(?:span|id)$/)?.cell
    if (traceId === undefined || spanId === undefined) continue
    const durationNs = rowDuration(
      first(/^(?:span)?duration/, /^(?:elapsed|latency|took)/),
      first(/^(?:span)?start/, /^(?:timestamp|time|ts|begin)/),
      first(/^(?:span)?(?:end|finish)/),
    )
    const status = first(/^(?:otel|span)?status(?:code)?$/, /^(?:error|iserror|code)$/)?.cell ?? ''
    return {
      traceId,
      spanId,
      name: first(/^(?:operation|operationname|spanname|name)$/, /^(?:method|methodname|endpoint|resource)$/)?.cell ?? '',
      ...(durationNs === undefined ? {} : { durationNs }),
      isError: /^(?:status_code_)?(?:error|failed|failure|err|true)$/i.test(status) || /^5\d\d$/.test(status),
    }
  }
  return undefined
}

type Cell = { readonly cell: string; readonly name: string }

function rowDuration(duration: Cell | undefined, start: Cell | undefined, end: Cell | undefined): number | undefined {
  if (duration !== undefined) {
    const value = Number(duration.cell)
    return duration.cell !== '' && value >= 0 ? Math.round(value * (unitOf(duration.name) ?? 1e3)) : undefined
  }
  if (start === undefined || end === undefined) return undefined
  const [from, to] = [instantOf(start), instantOf(end)]
  return from === undefined || to === undefined ? undefined : Math.max(0, Number(to - from))
}

function instantOf({ cell, name }: Cell): bigint | undefined {
  if (!/^\d{1,19}$/.test(cell)) return undefined
  const unit = unitOf(name) ?? (cell.length >= 18 ? 1 : cell.length >= 15 ? 1e3 : cell.length >= 12 ? 1e6 : 1e9)
  return BigInt(cell) * BigInt(unit)
}

function unitOf(name: string): number | undefined {
  if (/(?:nanos?|nanoseconds?|ns)$/.test(name)) return 1
  if (/(?:micros?|microseconds?|us)$/.test(name)) return 1e3
  if (/(?:millis?|milliseconds?|ms)$/.test(name)) return 1e6
  return /(?:seconds?|secs?)$/.test(name) ? 1e9 : undefined
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
