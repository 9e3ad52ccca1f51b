import type { Finding } from '@faultmaven/contracts'
import { readDirectQuestion } from '../question/direct-question.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { type Ranked, rankCandidates } from '../ranking/rank.ts'
import { clip } from './clip.ts'
import type { Wording } from './compose-hypothesis.ts'
import { keyPhrase } from './key-phrase.ts'

export type CountedKind = { readonly ranked: Ranked; readonly records: number; readonly main: Finding }

/** Kinds rarer than this share of the most frequent one are not worth a word. */
const RARE = 0.02
const MAX_KINDS = 6

/** "Which errors dominate?" is answered by counting kinds; how often one thing was is answered before, and the causes stay causes. */
export function isCountQuestion({ question }: Evidence): boolean {
  return question?.intent === 'count' && readDirectQuestion(question.text) === undefined
}

/** Such a question that does not ask for their causes as well. */
export function asksKindsOnly(evidence: Evidence): boolean {
  return isCountQuestion(evidence) && !/\bwhy\b|\bcaus|\breason/i.test(evidence.question?.text ?? '')
}

/** The kinds of error by number of records, most frequent first; those about what the question names come before the others. */
export function countKinds(evidence: Evidence): CountedKind[] {
  const kinds = rankCandidates(evidence).flatMap((ranked): CountedKind[] => {
    const faults = ranked.candidate.findings.filter((finding) => finding.kind === 'fault')
    const main = faults.toSorted((a, b) => b.count - a.count || b.score - a.score)[0]
    return main ? [{ ranked, main, records: faults.reduce((sum, finding) => sum + finding.count, 0) }] : []
  })
  const asked = new Set(evidence.question?.resources)
  const weightOf = ({ ranked, records }: CountedKind): number => records * (asked.has(ranked.candidate.resource) ? 3 : 1)
  const sorted = kinds.toSorted((a, b) => weightOf(b) - weightOf(a))
  return sorted.filter(({ records }) => records >= RARE * (sorted[0]?.records ?? 0)).slice(0, MAX_KINDS)
}

/** Title and summary of a count: each kind with its number of records and its own words. */
export function composeCount(evidence: Evidence): Wording {
  const kinds = countKinds(evidence)
  const first = kinds[0]
  const named = first ? `${first.main.title} (${first.records} records: “${keyPhrase(first.main.fault?.cause ?? '', 60)}”)` : ''
  const parts = kinds.map(
    ({ main, records }) =>
      `${clip(main.title, 50)}, ${records} ${records === 1 ? 'record' : 'records'} (“${keyPhrase(main.fault?.cause ?? '', 60)}”)`,
  )
  return {
    title: clip(kinds.length > 1 ? `${kinds.length} kinds of error, most of all: ${named}` : named, 180),
    summary: clip(`Counted over the whole evidence: ${parts.join('; ')}.`, 590),
  }
}
