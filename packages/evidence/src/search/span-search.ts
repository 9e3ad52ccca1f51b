import type { Predicate, SpanCitation } from '@faultmaven/contracts'
import type { SourceReader } from '../source/source-reader.ts'
import { quoteOf, type Spot } from './quote-of.ts'
import { readSpan, type SpanFacts } from './read-span.ts'

export type SpanPlace = Extract<Predicate, { name: 'span' }>['span']

/** A span may take this much; larger ones are not read again. */
const MAX_SPAN_BYTES = 2 ** 20
const HEADER_BYTES = 65_536
/** Looked at on either side of a span. */
const AROUND_BYTES = 256

export type SpanSearch = {
  readonly source: SourceReader
  readonly line: number
  seeLine(line: Spot): void
  /** What stands at the place. @returns why it is no such span, where it is none */
  read(): Promise<SpanFacts | string>
  cite(): Promise<SpanCitation>
}

/** Reads a span again from the bytes of its place, by ids that must stand in it. */
export function createSpanSearch(source: SourceReader, { line, bytes, traceId, spanId }: SpanPlace): SpanSearch {
  const [start, end] = bytes
  let own: Spot | undefined
  return {
    source,
    line,
    seeLine(seen) {
      own = { line: seen.line, start: seen.start, end: seen.end }
    },
    async read() {
      if (!(start >= 0 && end > start && end - start <= MAX_SPAN_BYTES)) return 'The claim cites bytes that no span takes'
      if (own === undefined || start < own.start || start > own.end) return 'The bytes that the claim cites are not on its line'
      const text = await source.text(start, end)
      if (!(await isWhole(source, { start, end }, text))) return 'The bytes that the claim cites are a part of something else'
      const facts = readSpan(text, async () => source.text(0, HEADER_BYTES))
      const read = await facts
      if (read === undefined) return 'No span stands at that place'
      return read.traceId === traceId && read.spanId === spanId ? read : 'Another span stands at that place'
    },
    async cite() {
      const { sourceId, name: sourceName, sha256 } = source
      const quote = await quoteOf(source, { start, end })
      return { kind: 'span', sourceId, sourceName, sha256, line, bytes: [start, end], traceId, spanId, quote }
    },
  }
}

/** A row takes its whole line; an object is an item of a list or stands alone on its lines: never the value of a key or part of a text. */
async function isWhole(source: SourceReader, { start, end }: Pick<Spot, 'start' | 'end'>, text: string): Promise<boolean> {
  const before = await source.text(Math.max(0, start - AROUND_BYTES), start)
  const after = await source.text(end, end + AROUND_BYTES)
  if (!text.startsWith('{')) return /^[\n\ufeff]?$/.test(before.slice(-1)) && /^(?:\r?\n|$)/.test(after)
  const last = before.trimEnd().slice(-1)
  const opens = last === '' || last === '[' || last === ',' || (/\n[ \t]*$/.test(before) && last !== ':')
  return opens && (/^\s*(?:$|[\],])/.test(after) || /^[ \t\r]*\n/.test(after))
}
