import type { Finding, Hypothesis } from '@faultmaven/contracts'
import { resourceWords } from '../grammar/fault-words.ts'
import type { Evidence } from '../ranking/evidence.ts'

/** The finding that a hypothesis rests on most; undefined for one that a model proposed. */
export function mainFinding(hypothesis: Hypothesis, { findings }: Evidence): Finding | undefined {
  return findings.find((finding) => finding.id === hypothesis.findingIds[0])
}

/** A series without a label is called by what it measures: that is nothing that anyone could act on. */
export function isNameOfMetric(hypothesis: Hypothesis, evidence: Evidence): boolean {
  const main = mainFinding(hypothesis, evidence)
  return (
    main?.check.startsWith('metrics-') === true && hypothesis.entity !== undefined && main.title.startsWith(hypothesis.entity)
  )
}

/** What it is about, in words that fit into a sentence: `payments-db`, "the connection pool". */
export function whatOf(hypothesis: Hypothesis, evidence: Evidence): string {
  const { entity, mechanism } = hypothesis
  if (isNameOfMetric(hypothesis, evidence)) return `what ${entity} measures`
  return entity ?? resourceWords(mechanism.split('/')[0] ?? '')?.say ?? 'it'
}
