import type { Finding, Source } from '@faultmaven/contracts'
import type { Question } from '../question/read-question.ts'

/** All that the phases reason about: plain data of the contracts, and the question if there was one. */
export type Evidence = {
  readonly question?: Question
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
}

/** Text by which a finding can be compared with names and words: titles, entities, quotes and the source's name. */
export function textOfFinding(finding: Finding): string {
  return [
    finding.title,
    finding.fault?.cause ?? '',
    ...finding.entities,
    ...finding.details,
    ...finding.citations.map(quoteOf),
  ].join(' ')
}

/** Name of the source a finding stands in. */
export function sourceNameOf(finding: Finding, sources: readonly Source[]): string {
  const citation = finding.citations[0]
  if (citation && citation.kind !== 'search') return citation.sourceName
  return sources.find((source) => source.id === finding.sourceId)?.name ?? ''
}

/** Best first; of equals the one that stands first, so that the order never depends on ids, which are random. */
export function compareFindings(a: Finding, b: Finding): number {
  return b.score - a.score || placeOf(a).localeCompare(placeOf(b)) || a.title.localeCompare(b.title)
}

/** Source and line, in the order of the text. */
function placeOf({ citations }: Finding): string {
  const [first] = citations
  return first === undefined || first.kind === 'search' ? '' : `${first.sourceName} ${String(first.line).padStart(12, '0')}`
}

function quoteOf(citation: Finding['citations'][number]): string {
  return citation.kind === 'search' ? citation.first.map((first) => first.quote).join(' ') : citation.quote
}
