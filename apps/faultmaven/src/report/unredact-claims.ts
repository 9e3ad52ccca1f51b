import type { Citation, Claim } from '@faultmaven/contracts'
import { restoreText, type Token } from '@faultmaven/redaction'

/** Lines of an original file, from one number on; fewer where it ends. */
export type ReadLines = (sourceId: string, from: number, count: number) => Promise<readonly string[]>

const PLACEHOLDER = /<[A-Z]{2,12}_\d{1,9}(?:_\d{1,9})?>/g

/**
 * The claims with what was withheld from the report read again from the original lines that they cite: a quote with a placeholder is laid over its
 * line, and what stands in the place of the placeholder is its value. One that stands in no quote stays as it is.
 */
export async function unredactClaims(claims: readonly Claim[], readLines: ReadLines): Promise<Claim[]> {
  const values = new Map<string, string>()
  for (const { sourceId, line, quote } of claims.flatMap(({ citations }) => citations.flatMap(placesOf))) {
    if (quote.search(PLACEHOLDER) < 0) continue
    const lines = await readLines(sourceId, line, quote.split('\n').length)
    for (const [placeholder, value] of readPlaceholders(quote, lines.join('\n')) ?? []) {
      if (!values.has(placeholder)) values.set(placeholder, value)
    }
  }
  const tokens = [...values].map(([placeholder, value]): Token => [placeholder, JSON.stringify(value).slice(1, -1)])
  const restored: Claim[] = JSON.parse(restoreText(JSON.stringify(claims), tokens))
  return restored
}

/** Whether something of a claim could not be read again. */
export function isWithheld({ predicate, result, citations }: Claim): boolean {
  return JSON.stringify([predicate, result, citations]).search(PLACEHOLDER) >= 0
}

/** The values of the placeholders of a quote, by the text around them; undefined when the text is another. Each is as short as can be. */
export function readPlaceholders(quote: string, text: string): Token[] | undefined {
  const placeholders = quote.match(PLACEHOLDER) ?? []
  const [head = '', ...pieces] = quote.split(PLACEHOLDER)
  const start = text.indexOf(head)
  if (start < 0) return undefined
  const tokens: Token[] = []
  let from = start + head.length
  for (const [index, piece] of pieces.entries()) {
    // Nothing follows a value at the end of its quote but the end of its line.
    const isOpen = piece === '' && index === pieces.length - 1
    const end = isOpen ? (/$/m.exec(text.slice(from))?.index ?? 0) + from : text.indexOf(piece, from + 1)
    if (end < 0) return undefined
    tokens.push([placeholders[index]!, text.slice(from, end)])
    from = end + piece.length
  }
  return tokens
}

type Place = { readonly sourceId: string; readonly line: number; readonly quote: string }

function placesOf(citation: Citation): Place[] {
  return citation.kind === 'search' ? citation.first.flatMap(placesOf) : [citation]
}
