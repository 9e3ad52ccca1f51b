import type { AnswerChoice, Feedback, Finding, Source } from '@faultmaven/contracts'
import type { AskedRange } from '../question/asked-range.ts'
import type { Question } from '../question/read-question.ts'

/** All that the phases reason about: plain data of the contracts, the question if there was one, and the user's feedback. */
export type Evidence = {
  readonly question?: Question
  /** The time that was asked about. */
  readonly range?: AskedRange
  readonly findings: readonly Finding[]
  readonly sources: readonly Source[]
  /** What the user said of the case so far, oldest first, undone words included. */
  readonly feedback?: readonly Feedback[]
  /** What the user answered to questions of the case, oldest first. */
  readonly answers?: readonly AnswerChoice[]
}

/**
 * Findings best first, equal ones by where they stand and what they say. Ids are made anew with every upload: they must decide nothing,
 * or the same files would be answered differently the next time.
 */
export function bestFirst(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => ({ finding, place: placeOf(finding) }))
  return keyed
    .toSorted((a, b) => b.finding.score - a.finding.score || (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ finding }) => finding)
}

function placeOf({ citations, title, check }: Finding): string {
  const [first] = citations
  const place = first && first.kind !== 'search' ? `${first.sourceName} ${String(first.line).padStart(12, '0')}` : ''
  return `${place} ${check} ${title}`
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

function quoteOf(citation: Finding['citations'][number]): string {
  return citation.kind === 'search' ? citation.first.map((first) => first.quote).join(' ') : citation.quote
}
