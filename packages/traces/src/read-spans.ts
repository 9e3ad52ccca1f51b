import { readSpanHeader } from './reading/csv-header.ts'
import { createCsvSpans } from './reading/csv-spans.ts'
import { createJsonSpans } from './reading/json-spans.ts'
import { createProtobufSpans, isOtlpMessage } from './reading/protobuf-spans.ts'
import { createReadingNotes, type ReadingFault } from './reading/reading-notes.ts'
import { SpanColumns } from './reading/span-columns.ts'
import { createSpanSet, type SpanSet } from './span-set.ts'

export type SpanFormat = 'json' | 'csv' | 'protobuf'

/** The spans of a source and what could not be read of it. */
export type SpanReading = {
  /** Undefined when the source is no set of spans. */
  readonly format: SpanFormat | undefined
  readonly spans: SpanSet
  /** The first 20 places where it is broken; what stands before and, where it can be found again, after them was read. */
  readonly faults: readonly ReadingFault[]
  readonly faultCount: number
  /** What was left out on purpose, counted by reason. */
  readonly skipped: ReadonlyMap<string, number>
  /** Present where not all spans were kept: by which rule, a sentence. */
  readonly sampled?: string
}

/** Takes a source in pieces of any size. */
export type SpanReader = { push(chunk: Uint8Array): void; end(): SpanReading }

/** Enough of a source to know it by. */
const HEAD_BYTES = 65_536
const UTF8_MARK_BYTES = 3
/** Of a source that is no set of spans. */
const NO_SPANS = new SpanColumns(0)

/**
 * Reads spans out of OTLP JSON (Tempo's replies and the file exporter's lines too), Jaeger JSON, Zipkin v2 JSON, OTLP protobuf, or a
 * table of spans (CSV, TSV). Never throws for what it reads; memory grows with the spans, some 200 bytes each, not with the
 * bytes. Of more than `maxSpans` (a million unless told) whole traces are kept, by a rule that the reading tells.
 */
export function createSpanReader({ maxSpans }: { readonly maxSpans?: number } = {}): SpanReader {
  let columns = NO_SPANS
  const notes = createReadingNotes()
  let format: SpanFormat | undefined
  let reader: { push(chunk: Uint8Array): void; end(): void } | undefined
  let head: Uint8Array = new Uint8Array()
  let isOther = false

  function recognise(): void {
    const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString()
    const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? UTF8_MARK_BYTES : 0
    const first = /^\ufeff?\s*(\S)/.exec(text)?.[1]
    const header = first === '{' || first === '[' ? undefined : readSpanHeader(text.slice(0, lineEnd(text)))
    if (first === '{' || first === '[') format = 'json'
    else if (header !== undefined) format = 'csv'
    else if (isOtlpMessage(head)) format = 'protobuf'
    isOther = format === undefined
    if (!isOther) columns = new SpanColumns(maxSpans)
    if (header !== undefined) reader = createCsvSpans(header, columns, notes, mark)
    else if (format === 'json') reader = createJsonSpans(columns, notes, mark)
    else if (format === 'protobuf') reader = createProtobufSpans(columns, notes)
    reader?.push(head.subarray(mark))
    head = new Uint8Array()
  }

  return {
    push(chunk) {
      if (isOther) return
      if (reader) return reader.push(chunk)
      head = Buffer.concat([head, chunk])
      if (head.length >= HEAD_BYTES) recognise()
    },
    end() {
      if (!reader && !isOther) recognise()
      reader?.end()
      const spans = createSpanSet(columns)
      const isSpans = spans.length > 0 || format === 'csv'
      return {
        format: isSpans ? format : undefined,
        spans,
        faults: notes.faults,
        faultCount: notes.faultCount(),
        skipped: notes.skipped,
        ...((columns.keepOneIn > 1 || columns.left > 0) && { sampled: describeSampling(columns, notes.spansSeen()) }),
      }
    },
  }
}

function describeSampling({ keepOneIn, left }: SpanColumns, seen: number): string {
  const kept =
    keepOneIn === 1 ? 'the first were kept' : `those of one trace in ${keepOneIn} were kept, chosen by a hash of the trace id`
  return `Of ${seen} spans ${kept}${left > 0 ? `, and ${left} of very large traces were left out` : ''}: all counts are of these`
}

/** Whether a source that begins so is one of spans, as far as its beginning shows. @param head 64 KiB are enough */
export function beginsWithSpans(head: Uint8Array): boolean {
  return readSpans(head).format !== undefined
}

/** {@link createSpanReader} for a source that is here as a whole. */
export function readSpans(source: string | Uint8Array): SpanReading {
  const reader = createSpanReader()
  reader.push(typeof source === 'string' ? Buffer.from(source) : source)
  return reader.end()
}

function lineEnd(text: string): number {
  const end = text.search(/\r?\n/)
  return end < 0 ? text.length : end
}
