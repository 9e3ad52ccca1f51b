import type { Citation, SpanCitation, TextCitation } from '@faultmaven/contracts'
import { count } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { shortName } from '../format/short-name.ts'
import type { LinePlace } from '../workspace/evidence-link.ts'

/** One clickable place of a citation. */
export type CitedPlace = LinePlace & { readonly key: string; readonly label: string; readonly title: string }

/** The places that a list of citations leads to; a search leads to its first matches. Keys start with `owner`. */
export function placesOf(citations: readonly Citation[], owner: string): CitedPlace[] {
  return citations.flatMap((citation, at) => {
    const key = `${owner}.${at}`
    if (citation.kind === 'search') return citation.first.map((match, nth) => textPlace(match, `${key}.${nth}`))
    return [citation.kind === 'path' ? pathPlace(citation, key) : textPlace(citation, key)]
  })
}

/** What a claim or a finding is on the page when it owns places: its id, or that after the letter of a panel. */
const OWNER = /^(?:[a-z]-)?/

/** The part of a line that the citation of a key is about, where the line may hold more: a span, or a value of a document. */
export function citedPart(
  key: string | undefined,
  owners: Iterable<{ readonly id: string; readonly citations: readonly Citation[] }>,
): { readonly what: string; readonly quote: string } | undefined {
  const [, owner, at] = /^(.+?)\.(\d+)(?:\.\d+)?$/.exec(key ?? '') ?? []
  if (owner === undefined) return undefined
  for (const { id, citations } of owners) {
    if (owner !== id && owner.replace(OWNER, '') !== id) continue
    const citation = citations[Number(at)]
    if (citation?.kind === 'span') {
      const [start, end] = citation.bytes
      return { what: `Span ${citation.spanId}, bytes ${count(start)} to ${count(end)} of the source`, quote: citation.quote }
    }
    return citation?.kind === 'path' ? { what: citation.pointer, quote: citation.quote } : undefined
  }
  return undefined
}

/** What the searches among the citations looked at: `2 of 18,000 records match "refused"`. */
export function searchesOf(citations: readonly Citation[]): string[] {
  return citations.flatMap((citation) => {
    if (citation.kind !== 'search') return []
    const literals = citation.selector.literals?.map((literal) => `“${visibleText(literal)}”`).join(' … ')
    const what = `${count(citation.matches)} of ${count(citation.recordsSearched)} records match`
    const fields = citation.selector.fields?.map(({ names, value }) => visibleText(`${names[0] ?? ''} ${value}`)).join(', ')
    return [[what, literals, fields].filter((part) => part !== undefined).join(' ')]
  })
}

function textPlace({ sourceId, sourceName, line, quote }: TextCitation | SpanCitation, key: string): CitedPlace {
  return {
    sourceId,
    line,
    key,
    label: `${shortName(sourceName)}:${line}`,
    title: `${visibleText(sourceName)} line ${count(line)}\n${visibleText(quote)}`,
  }
}

function pathPlace({ sourceId, sourceName, line, pointer, quote }: Extract<Citation, { kind: 'path' }>, key: string): CitedPlace {
  const title = `${visibleText(sourceName)} line ${count(line)}, ${visibleText(pointer)}\n${visibleText(quote)}`
  return { sourceId, line, key, label: `${shortName(sourceName)}:${line}`, title }
}
