import { WireReader } from '@faultmaven/signals'
import { type Bytes, OpenError } from '@faultmaven/archives'
import { fieldsAsJson, type TellBroken } from './otlp-message.ts'
import { ENTRY, OTLP_SIGNALS, SCOPE, type OtlpSchema, type OtlpSignal } from './otlp-schema.ts'

/** An entry of one resource may take this much. */
const MAX_ENTRY_BYTES = 64 * 2 ** 20
/** A span or metric, or a resource, may take this much: it is turned into text in one go. */
const MAX_ELEMENT_BYTES = 8 * 2 ** 20
const PIECE_CHARACTERS = 65_536
/** Tag of field 1, a message: the first byte of an export. */
const ENTRY_TAG = 0x0a
const SCOPES = 2
const ELEMENTS = 2
const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8
/** Numbers of the data of a metric: gauge, sum, histogram, exponential histogram, summary. */
const METRIC_DATA = new Set([5, 7, 9, 10, 11])

/**
 * The signal whose OTLP export message (`ExportTraceServiceRequest`, `TracesData`, and those of metrics) begins so; undefined for other
 * bytes. Told by structure: entries hold a resource and scopes, scopes hold elements, and the first element has ids of spans, or a name
 * and data.
 * @see https://github.com/open-telemetry/opentelemetry-proto
 */
export function otlpSignalOf(head: Uint8Array): OtlpSignal | undefined {
  if (head[0] !== ENTRY_TAG) return undefined
  const entry = fieldAt(head, 0)
  const scope = entry && childOf(head, entry, [1, SCOPES, 3, 1000])
  const element = scope && childOf(head, scope, [1, ELEMENTS, 3])
  if (element === undefined) return undefined
  const [first, second] = fieldsOf(head, element)
  if (first?.number !== 1 || first.isCut || second === undefined) return undefined
  const isSpan = sizeOf(first) === TRACE_ID_BYTES && second.number === 2 && sizeOf(second) === SPAN_ID_BYTES
  if (isSpan) return 'traces'
  const hasData = fieldsOf(head, element).some(({ number }) => METRIC_DATA.has(number))
  const name = Buffer.from(head.subarray(first.start, first.end)).toString()
  return hasData && /^[\p{L}_][^\p{C}]*$/u.test(name) ? 'metrics' : undefined
}

/**
 * An OTLP export message as the OTLP JSON that says the same, while it arrives: one document, each span, metric and data point on a line,
 * with the comma first: lines that are whole objects would be lines of a log.
 * What is whole in a message that is cut is kept, and the document is closed.
 * @throws {OpenError} `truncated` or `corrupt`, after everything that could be read
 */
export async function* otlpToJson(input: Bytes, signal: OtlpSignal): AsyncGenerator<Uint8Array, void> {
  const names = OTLP_SIGNALS[signal]
  let isFirst = true
  /** Of the bytes at hand, in the whole message. */
  let base = 0
  const broken = createBroken()
  const tell: TellBroken = (byte, problem) => broken.add(base + byte, problem)

  function* entryOf(bytes: Uint8Array, { start, end }: Field): Generator<string, void> {
    yield `\n${isFirst ? '' : ','}{`
    isFirst = false
    yield* parentOf(bytes, { start, end }, { own: ENTRY, list: names.scopes, child: scopeOf, tell })
    yield '}'
  }
  function* scopeOf(bytes: Uint8Array, scope: Field): Generator<string, void> {
    yield '{'
    yield* parentOf(bytes, scope, { own: SCOPE, list: names.elements, child: elementOf, tell })
    yield '}'
  }
  function* elementOf(bytes: Uint8Array, field: Field): Generator<string, void> {
    const { start, end, isCut } = field
    refuseLarge(field, MAX_ELEMENT_BYTES, `A part of ${names.entries}`)
    if (!isCut) yield `{${fieldsAsJson(new WireReader(bytes, start, end), names.element, tell)}}`
    else if (signal === 'metrics') yield* cutMetric(bytes, field, names.element)
  }

  async function* allOf(): AsyncGenerator<Uint8Array, void> {
    const held = createHeld()
    for await (const chunk of orFault(input)) {
      if (chunk instanceof OpenError) return yield* cutOf(held.all(), chunk)
      if (!held.add(chunk)) continue
      const bytes = held.all()
      let at = 0
      for (let entry = fieldAt(bytes, at); entry !== undefined && !entry.isCut; entry = fieldAt(bytes, at)) {
        if (entry.number === 1) yield* inPieces(entryOf(bytes, entry))
        at = entry.end
      }
      base += at
      held.keep(bytes.subarray(at))
      refuseRest(bytes.subarray(at), base)
    }
    const message = `The OTLP message ends within the entry that begins at its byte ${base}`
    if (held.bytes() > 0) yield* cutOf(held.all(), new OpenError('truncated', message))
  }
  async function* cutOf(bytes: Uint8Array, fault: OpenError): AsyncGenerator<Uint8Array, never> {
    const entry = fieldAt(bytes, 0)
    if (entry?.number === 1) yield* inPieces(entryOf(bytes, entry))
    throw fault
  }

  yield Buffer.from(`{"${names.entries}":[`)
  let fault: OpenError | undefined
  for await (const piece of orFault(allOf())) {
    if (piece instanceof OpenError) fault = piece
    else yield piece
  }
  yield Buffer.from('\n]}\n')
  fault ??= broken.fault()
  if (fault !== undefined) throw fault
}

/** The first broken place of a message whose parts go on after it, and how many there are. */
function createBroken() {
  let first: string | undefined
  let count = 0
  return {
    add(byte: number, problem: string): void {
      first ??= `${problem} at byte ${byte}`
      count += 1
    },
    fault(): OpenError | undefined {
      if (first === undefined) return undefined
      const more = count > 1 ? ` and at ${count - 1} more ${count === 2 ? 'place' : 'places'}` : ''
      return new OpenError('corrupt', `The OTLP message is broken: ${first}${more}`)
    },
  }
}

/** The points of a metric that stand before its cut. */
function* cutMetric(bytes: Uint8Array, { start, end }: Field, schema: OtlpSchema): Generator<string, void> {
  const at = endOfWhole(bytes, start, end)
  const data = fieldAt(bytes, at, end)
  const field = data?.isCut === true && METRIC_DATA.has(data.number) ? schema.get(data.number) : undefined
  if (data === undefined || field === undefined || typeof field.as !== 'function') return
  const own = fieldsAsJson(new WireReader(bytes, start, at), schema, ignore)
  const points = new WireReader(bytes, data.start, endOfWhole(bytes, data.start, data.end))
  yield `{${own}${own === '' ? '' : ','}"${field.name}":{${fieldsAsJson(points, field.as(), ignore)}}}`
}

/** The cut is told already. */
const ignore = () => {}

/** Where the fields of a message end that are all there. */
function endOfWhole(bytes: Uint8Array, start: number, end: number): number {
  const message = new WireReader(bytes, start, end)
  while (message.next());
  return message.position
}

/** The same, with the fault that ends it as its last. */
async function* orFault(bytes: Bytes): AsyncGenerator<Uint8Array | OpenError, void> {
  try {
    yield* bytes
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    yield error
  }
}

/** Holds chunks until the entry that they begin is whole: they are joined once. */
function createHeld() {
  let parts: Uint8Array[] = []
  let bytes = 0
  let wanted = 0
  return {
    bytes: () => bytes,
    /** @returns whether there may be something to read */
    add(chunk: Uint8Array): boolean {
      parts.push(chunk)
      bytes += chunk.length
      return bytes >= wanted
    },
    all(): Uint8Array {
      if (parts.length > 1) parts = [Buffer.concat(parts)]
      return parts[0] ?? new Uint8Array()
    },
    keep(rest: Uint8Array): void {
      parts = rest.length === 0 ? [] : [rest]
      bytes = rest.length
      const next = fieldAt(rest, 0)
      wanted = next === undefined ? 0 : next.start + next.size
    },
  }
}

function refuseRest(rest: Uint8Array, base: number): void {
  const next = fieldAt(rest, 0)
  if (next === undefined && rest.length > 20) throw new OpenError('corrupt', `No OTLP message goes on like byte ${base}`)
  if (next !== undefined) refuseLarge(next, MAX_ENTRY_BYTES, `The entry at byte ${base}`)
}

function refuseLarge({ size }: Field, most: number, what: string): void {
  if (size > most) throw new OpenError('corrupt', `${what} is larger than ${most / 2 ** 20} MiB`)
}

type Parent = {
  readonly own: typeof ENTRY
  readonly list: string
  readonly child: (bytes: Uint8Array, field: Field) => Generator<string, void>
  readonly tell: TellBroken
}

/** The fields of its own first, then its children, each on a line. */
function* parentOf(
  bytes: Uint8Array,
  { start, end }: Pick<Field, 'start' | 'end'>,
  { own, list, child, tell }: Parent,
): Generator<string, void> {
  for (const field of fieldsBetween(bytes, start, end))
    if (own.has(field.number)) refuseLarge(field, MAX_ELEMENT_BYTES, 'A resource or scope')
  const fields = fieldsAsJson(new WireReader(bytes, start, end), own, tell)
  yield `${fields}${fields === '' ? '' : ','}"${list}":[`
  let isFirst = true
  for (const field of fieldsBetween(bytes, start, end)) {
    if (field.number !== 2) continue
    let begun = false
    for (const text of child(bytes, field)) {
      yield begun ? text : `\n${isFirst ? '' : ','}${text}`
      begun = true
      isFirst = false
    }
  }
  yield ']'
}

async function* inPieces(texts: Iterable<string>): AsyncGenerator<Uint8Array, void> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < PIECE_CHARACTERS) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}

/** A field whose value is bytes; `end` is where the bytes at hand end, if it goes on after them. */
type Field = {
  readonly number: number
  readonly start: number
  readonly end: number
  readonly size: number
  readonly isCut: boolean
}

const sizeOf = ({ size }: Field) => size

/** The field at `at` when its value is bytes; undefined when it is not, or its size is not all there. */
function fieldAt(bytes: Uint8Array, at: number, limit = bytes.length): Field | undefined {
  const tag = new Varint(bytes, at, limit)
  const size = new Varint(bytes, tag.end, limit)
  if (!tag.isWhole || !size.isWhole || (tag.value & 7) !== 2 || tag.value < 8) return undefined
  const end = size.end + size.value
  return { number: tag.value >>> 3, start: size.end, end: Math.min(end, limit), size: size.value, isCut: end > limit }
}

/** An unsigned number below 2^35. */
class Varint {
  value = 0
  end: number
  isWhole = false

  constructor(bytes: Uint8Array, at: number, limit: number) {
    this.end = at
    while (this.end < limit && this.end < at + 5 && !this.isWhole) {
      const byte = bytes[this.end]!
      this.value += (byte & 127) * 2 ** (7 * (this.end - at))
      this.isWhole = byte < 128
      this.end += 1
    }
  }
}

function fieldsOf(bytes: Uint8Array, { start, end }: Field): Field[] {
  return [...fieldsBetween(bytes, start, end)].slice(0, 20)
}

/** Fields of a message that are bytes, the last one cut if the message is; others are passed over. */
function* fieldsBetween(bytes: Uint8Array, start: number, end: number): Generator<Field, void> {
  const message = new WireReader(bytes, start, end)
  while (message.next()) {
    const { field: number, valueStart, valueLength: size } = message
    if (message.isBytes) yield { number, start: valueStart, end: valueStart + size, size, isCut: false }
  }
  const cut = message.problem === undefined ? undefined : fieldAt(bytes, message.position, end)
  if (cut?.isCut === true) yield cut
}

/** The first child of a message whose fields have only the numbers given. */
function childOf(bytes: Uint8Array, parent: Field, numbers: readonly number[]): Field | undefined {
  const fields = fieldsOf(bytes, parent)
  return fields.every(({ number }) => numbers.includes(number)) ? fields.find(({ number }) => number === 2) : undefined
}
