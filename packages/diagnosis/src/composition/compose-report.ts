import type { Claim } from '@faultmaven/contracts'
import type { Proposal } from '../phases/propose-solution.ts'
import type { Validation } from '../phases/validate-hypotheses.ts'
import { clip } from './clip.ts'
import type { Answer, Statement } from './compose-answer.ts'

type Input = {
  readonly validation: Validation
  readonly proposal: Proposal
  /** The verified claims of the case's board. */
  readonly claims: readonly Claim[]
  /** What the phases before came to, in their own words. */
  readonly impact: string
  readonly onset: string
}

const MAX_PROOFS = 3
const MAX_OTHERS = 3

/**
 * The state of the case as the summary of its report: what it concludes, whom it hit, since when, what proves it, what was weighed against it and
 * what is to be done. A claim is stated as it stands; all else is an inference of the analysis, as on the board. It concludes nothing new.
 */
export function composeReport({ validation, proposal, claims, impact, onset }: Input): Answer {
  const { problems, headline, outcome } = validation
  const [leader, ...others] = problems.flatMap(({ hypotheses }) => hypotheses)
  const proofs = claims.filter(({ id }) => leader?.claimIds.includes(id)).slice(0, MAX_PROOFS)
  const inferred = (id: string, text: string): Statement[] =>
    text === '' ? [] : [{ id: `s-report-${id}`, text, basis: 'inference' }]
  const conclusion =
    leader === undefined
      ? `${headline}.`
      : `${outcome === 'supported' ? 'Most likely cause' : 'No cause is likelier than not; the likeliest is'}: ${leader.title} (${percent(leader.confidence)}).`
  const weighed = others
    .slice(0, MAX_OTHERS)
    .map(
      ({ title, confidence, state }) => `${clip(title, 90)} (${percent(confidence)}${state === 'refuted' ? ', ruled out' : ''})`,
    )
  const [step] = proposal.steps
  return {
    outcome: 'answered',
    headline: clip(`The report of this case: ${leader ? leader.title : headline}`, 200),
    statements: [
      ...inferred('conclusion', conclusion),
      ...inferred('impact', `Impact: ${impact}.`),
      ...inferred('onset', `Timeline: ${onset}.`),
      ...proofs.map(({ id, text }) => ({ id: `s-${id}`, text, basis: id })),
      ...inferred('weighed', weighed.length === 0 ? '' : `Weighed beside it: ${weighed.join('; ')}.`),
      ...inferred(
        'next',
        step ? `Next: ${clip(step.text, 160)} (${step.risk === 'read-only' ? 'read only' : 'changes production'}).` : '',
      ),
      ...inferred(
        'where',
        'The report as HTML, Markdown or JSON and the five-line handoff are made from this answer, with all proof.',
      ),
    ],
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
