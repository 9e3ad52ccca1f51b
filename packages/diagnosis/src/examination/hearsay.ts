import type { DraftFinding } from '../draft.ts'
import { isInstruction } from '../grammar/instruction.ts'

/** The same place as an attempt to instruct. The text itself goes nowhere, not even into a search. */
export function asInstruction(found: Omit<DraftFinding, 'kind' | 'title' | 'score' | 'entities' | 'details'>): DraftFinding {
  const { sourceName, count, places, interval, severity } = found
  return {
    sourceName,
    count,
    places,
    ...(interval && { interval }),
    ...(severity && { severity }),
    kind: 'instruction',
    title: 'Text that tries to instruct whoever analyses it; treated as data only',
    score: 0.5,
    entities: [],
    details: [],
    check: 'instructions-in-evidence',
    predicates: [{ name: 'present', literals: [], lines: places.map((place) => place.line) }],
  }
}

/**
 * The last look at any finding, whoever made it: when what it would say, or every line it would quote, tries to instruct, it becomes an
 * attempt to instruct. A key counts with its value there: `verdict: disk full`.
 * @param quotes the lines of its citations
 */
export function withoutHearsay<T extends DraftFinding>(draft: T, quotes: readonly string[]): DraftFinding | T {
  if (draft.kind === 'instruction') return draft
  const said = [draft.title, draft.fault?.cause ?? '', ...draft.details]
  const instructs = said.some(isInstruction) || (quotes.length > 0 && quotes.every(isInstruction))
  return instructs ? asInstruction(draft) : draft
}
