import type { Finding } from '@faultmaven/contracts'
import type { Evidence } from '../ranking/evidence.ts'
import { rankCandidates } from '../ranking/rank.ts'
import type { Wording } from './compose-hypothesis.ts'
import { clip } from './clip.ts'
import { keyPhrase } from './key-phrase.ts'

/** "Which errors dominate?" is answered by counting. */
export function isCountQuestion({ question }: Evidence): boolean {
  return question?.intent === 'count'
}

/** The kinds of error by weight, each with its number of records and its own words. */
export function composeCount(evidence: Evidence): Wording {
  const kinds = rankCandidates(evidence)
    .filter(({ weight }) => weight > 0)
    .slice(0, 6)
  const mains = kinds.map(({ candidate }) => ({
    title: candidate.main.title,
    count: countOf(candidate.findings),
    phrase: keyPhrase(candidate.main.fault?.cause ?? '', 70),
  }))
  const first = mains[0]
  const title = mains.length > 1 ? `${mains.length} kinds of error, foremost: ${first?.title ?? ''}` : (first?.title ?? '')
  const parts = mains.map(
    ({ title: kind, count, phrase }) =>
      `${clip(kind, 60)}, ${count} ${count === 1 ? 'record' : 'records'}${phrase && !kind.includes(phrase) ? ` (“${phrase}”)` : ''}`,
  )
  return { title: clip(title, 180), summary: clip(`Counted over the whole evidence: ${parts.join('; ')}.`, 590) }
}

function countOf(findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.kind === 'fault').reduce((sum, finding) => sum + finding.count, 0) || 1
}
