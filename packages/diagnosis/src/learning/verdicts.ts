import { type Feedback, standingFeedback } from '@faultmaven/contracts'
import type { Candidate } from '../ranking/candidate.ts'

/** What the user said of candidates as causes. */
export type Verdicts = {
  readonly confirmed: ReadonlySet<Candidate>
  readonly refuted: ReadonlySet<Candidate>
}

const ID_LENGTH = 300

/** Id of the hypothesis that a candidate of this key is: the same in every ranking. */
export function hypothesisId(key: string): string {
  return `h-${key.slice(0, ID_LENGTH)}`
}

/** The candidate that a hypothesis is, also when a better one has taken up its findings since. */
export function candidateOf(id: string, candidates: readonly Candidate[]): Candidate | undefined {
  return (
    candidates.find(({ key }) => hypothesisId(key) === id) ??
    candidates.find(({ keys }) => keys.some((key) => hypothesisId(key) === id))
  )
}

/** Candidates marked right or wrong, as the standing feedback has it. */
export function readVerdicts(feedback: readonly Feedback[], candidates: readonly Candidate[]): Verdicts {
  const marked = standingFeedback(feedback).flatMap(({ target, verdict }) => {
    const candidate = target.kind === 'hypothesis' ? candidateOf(target.hypothesisId, candidates) : undefined
    return candidate ? [{ candidate, verdict }] : []
  })
  // Two hypotheses that have become one may have been judged differently: the last word holds.
  const last = new Map(marked.map(({ candidate, verdict }) => [candidate, verdict]))
  const of = (wanted: Feedback['verdict']) =>
    new Set([...last].flatMap(([candidate, verdict]) => (verdict === wanted ? [candidate] : [])))
  return { confirmed: of('right'), refuted: of('wrong') }
}
