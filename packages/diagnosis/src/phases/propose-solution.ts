import type { EvidenceNeed, Hypothesis, NextStep, ProblemGroup } from '@faultmaven/contracts'
import { collectScript } from '../composition/collect-script.ts'
import { isNameOfMetric, mainFinding, whatOf } from '../composition/hypothesis-words.ts'
import { remedyOf } from '../composition/remedies.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { signatureById } from '../signatures/match-signature.ts'
import { vocabularyEntry } from '../vocabularies/recognise-codes.ts'

export type Proposal = { readonly steps: NextStep[]; readonly needs: EvidenceNeed[]; readonly collectScript?: string }

const MAX_STEPS = 8
const MAX_NEEDS = 6
const PURPOSES: readonly NextStep['purpose'][] = ['mitigate', 'verify', 'fix', 'prevent']

/** Phase `propose-solution`: what to do about the leaders, what would decide, and one script that gathers it. Commands are never run by us. */
export function proposeSolution(evidence: Evidence, problems: readonly ProblemGroup[]): Proposal {
  const open = problems.map(({ hypotheses }) => hypotheses.filter(({ state }) => state !== 'refuted'))
  const leaders = open.flatMap((hypotheses) => hypotheses.slice(0, 1))
  const steps = leaders
    .flatMap((hypothesis) => stepsFor(hypothesis, evidence))
    .toSorted((a, b) => PURPOSES.indexOf(a.purpose) - PURPOSES.indexOf(b.purpose))
  const needs = mergeNeeds(
    open.flatMap((hypotheses) => hypotheses.slice(0, 2).flatMap((hypothesis) => needsFor(hypothesis, evidence))),
  )
  const script = collectScript(needs)
  return { steps: steps.slice(0, MAX_STEPS), needs, ...(script !== undefined && { collectScript: script }) }
}

function stepsFor(hypothesis: Hypothesis, evidence: Evidence): NextStep[] {
  const signature = signatureOf(hypothesis, evidence)
  const { steps: usual } = remedyOf(hypothesis.mechanism, whatOf(hypothesis, evidence))
  // What is to be done to nobody knows what is no step.
  const doable = isNameOfMetric(hypothesis, evidence) ? usual.filter(({ risk }) => risk === 'read-only') : usual
  const steps = signature && signature.steps.length > 0 ? signature.steps : doable
  return steps.map((step, index) => ({ id: `${hypothesis.id}-s${index}`, hypothesisId: hypothesis.id, ...step }))
}

function needsFor(hypothesis: Hypothesis, evidence: Evidence): EvidenceNeed[] {
  const signature = signatureOf(hypothesis, evidence)
  const decided = mainFinding(hypothesis, evidence)?.fault?.vocabulary.flatMap((reference) => {
    const entry = vocabularyEntry(reference)
    return entry && !entry.everyday
      ? [
          {
            text: entry.decides,
            why: `${reference.split('/')[1]} means that ${entry.means}`,
            ...(entry.command !== undefined && { command: entry.command }),
          },
        ]
      : []
  })
  const needs = [
    ...(signature?.needs ?? []),
    ...(decided ?? []).slice(0, 1),
    ...remedyOf(hypothesis.mechanism, whatOf(hypothesis, evidence)).needs,
  ]
  return needs.slice(0, 2).map((need, index) => ({ id: `${hypothesis.id}-n${index}`, hypothesisIds: [hypothesis.id], ...need }))
}

/** The same text asked for by two hypotheses is one need that decides between them. */
function mergeNeeds(needs: readonly EvidenceNeed[]): EvidenceNeed[] {
  const merged = new Map<string, EvidenceNeed>()
  for (const need of needs) {
    const earlier = merged.get(need.text)
    merged.set(need.text, earlier ? { ...earlier, hypothesisIds: [...earlier.hypothesisIds, ...need.hypothesisIds] } : need)
  }
  return [...merged.values()].slice(0, MAX_NEEDS)
}

function signatureOf(hypothesis: Hypothesis, evidence: Evidence) {
  const id = mainFinding(hypothesis, evidence)?.fault?.signatureId
  return id === undefined ? undefined : signatureById(id)
}
