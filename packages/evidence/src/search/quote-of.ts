import type { TextCitation } from '@faultmaven/contracts'
import type { SourceReader } from '../source/source-reader.ts'

export const QUOTE_CHARACTERS = 400
/** No encoding takes more than four bytes for a character. */
const QUOTE_BYTES = QUOTE_CHARACTERS * 4

/** Where something stands in a source: bytes `[start, end)`, the first of them in `line`. */
export type Spot = { readonly line: number; readonly start: number; readonly end: number }

/** The bytes of a spot as text, read now, cut at 400 characters and never inside one. */
export async function quoteOf(source: SourceReader, { start, end }: Pick<Spot, 'start' | 'end'>): Promise<string> {
  return cutQuote(await source.text(start, Math.min(end, start + QUOTE_BYTES)))
}

export async function citeText(source: SourceReader, spot: Spot): Promise<TextCitation> {
  return {
    kind: 'text',
    sourceId: source.sourceId,
    sourceName: source.name,
    sha256: source.sha256,
    line: spot.line,
    bytes: [spot.start, spot.end],
    quote: await quoteOf(source, spot),
  }
}

function cutQuote(text: string): string {
  if (text.length <= QUOTE_CHARACTERS) return text
  const isPairSplit = /[\ud800-\udbff]/.test(text.charAt(QUOTE_CHARACTERS - 1))
  return text.slice(0, isPairSplit ? QUOTE_CHARACTERS - 1 : QUOTE_CHARACTERS)
}
