import { type Hypothesis, type ProblemGroup, type ProposedClaim, standingFeedback } from '@faultmaven/contracts'
import { absenceClaim, claimsOf } from '../composition/claims.ts'
import { composeCount, isCountQuestion } from '../composition/compose-count.ts'
import { composeHypothesis } from '../composition/compose-hypothesis.ts'
import { capShares } from '../ranking/caps.ts'
import { withFormer } from '../learning/former.ts'
import { hypothesisId } from '../learning/verdicts.ts'
import { setAsideDeliberate } from '../ranking/deliberate.ts'
import { bestFirst, type Evidence, textOfFinding } from '../ranking/evidence.ts'
import { setAsidePassed } from '../ranking/passed.ts'
import { rankCandidates, type RankedProblem, rankProblems } from '../ranking/rank.ts'
import { judgeSufficiency, type Verdict } from '../ranking/sufficiency.ts'
import { signatureById } from '../signatures/match-signature.ts'
import { formsOf } from '../question/entity-names.ts'
import { planClaims } from './plan-claims.ts'

export type Investigation = {
  readonly verdict: Verdict
  readonly problems: ProblemGroup[]
  readonly claims: ProposedClaim[]
}

/** What is known of the claims: before the check nothing is verified and no name is known to be missing. */
export type Knowledge = { readonly verified: boolean; readonly missing: readonly string[] }

const HEALTHY_CLAIMS = 5
/** From here on a cause is stated rather than considered. */
const CLAIMED = 0.5
/** Every name means a search through all sources. */
const MAX_SEARCHED = 8

/**
 * The whole reasoning over findings, a pure function: the same evidence and feedback always give the same problems, claims and verdict.
 * Where the user's words moved a confidence, the board says what it was without.
 */
export function investigate(evidence: Evidence, knowledge: Knowledge): Investigation {
  const { feedback = [], answers = [], ...unheard } = evidence
  const investigation = reason(evidence, knowledge)
  if (feedback.length === 0 && answers.length === 0) return investigation
  return { ...investigation, problems: withFormer(investigation.problems, reason(unheard, knowledge).problems) }
}

function reason(evidence: Evidence, knowledge: Knowledge): Investigation {
  const { usable, passed } = setAside(evidence)
  const verdict = overIfPassed(judgeSufficiency(rankCandidates(usable), usable, knowledge.missing), passed)
  const absences = unseenNames(usable).map((name) => absenceClaim(name))
  if (verdict.kind !== 'fault') return { verdict, problems: [], claims: [...absences, ...healthClaims(usable, verdict)] }
  const ranked = rankProblems(usable)
  const plan = planClaims(ranked, usable)
  const problems = ranked.map((problem, index) =>
    problemOf(problem, { index, all: ranked, evidence: usable, knowledge, claims: plan[index] ?? [] }),
  )
  if (isOpen(evidence) && problems.every(({ hypotheses }) => hypotheses.every(({ confidence }) => confidence <= CLAIMED))) {
    const unclear: Verdict = { kind: 'no-fault', why: 'no sign of trouble is clear enough to be called a fault' }
    return { verdict: unclear, problems: [], claims: [...absences, ...healthClaims(usable, unclear)] }
  }
  const claims = new Map(plan.flat(2).map((claim) => [claim.id, claim]))
  return { verdict, problems, claims: [...absences, ...claims.values()] }
}

/** What may argue for a cause: no text that instructs, nothing that a deliberate restart explains or that is over when asked about now. */
export function usableEvidence(evidence: Evidence): Evidence {
  return setAside(evidence).usable
}

/** `passed`: how many findings are left out because they are over. */
function setAside(evidence: Evidence): { readonly usable: Evidence; readonly passed: number } {
  const told = bestFirst(evidence.findings).filter((finding) => finding.kind !== 'instruction')
  const unplanned = setAsideDeliberate({ findings: told, sources: evidence.sources })
  const findings = setAsidePassed({ ...evidence, findings: unplanned })
  return { usable: { ...evidence, findings }, passed: unplanned.length - findings.length }
}

/** Where troubles were set aside because they are over, that is what an answer without a fault has to say. */
function overIfPassed(verdict: Verdict, passed: number): Verdict {
  return verdict.kind === 'no-fault' && passed > 0 ? { kind: 'no-fault', why: 'what was logged is over' } : verdict
}

/** Asked whether anything is wrong: a cause less likely than not is no answer to that, unless the user has judged it. */
function isOpen({ question, feedback = [] }: Evidence): boolean {
  if (standingFeedback(feedback).some(({ target }) => target.kind === 'hypothesis')) return false
  return question !== undefined && question.text !== '' && !question.presumesFault && !question.asksWhetherOver
}

type Context = {
  readonly index: number
  readonly all: readonly RankedProblem[]
  readonly evidence: Evidence
  readonly knowledge: Knowledge
  /** Claims of the problem's hypotheses, by rank. */
  readonly claims: readonly (readonly ProposedClaim[])[]
}

function problemOf(problem: RankedProblem, { index, all, evidence, knowledge: { verified }, claims }: Context): ProblemGroup {
  const shares = capShares(problem, evidence, verified)
  const next = index === 0 ? (all[1] ?? problem).hypotheses[all[1] ? 0 : 1] : undefined
  const beside = next?.refuted ? undefined : next
  const hypotheses = problem.hypotheses.map((ranked, rank): Hypothesis => {
    const leads = rank === 0 && index === 0 && !ranked.refuted
    const wording =
      leads && isCountQuestion(evidence)
        ? composeCount(evidence)
        : composeHypothesis(ranked, evidence, { leader: leads, beside: leads ? beside : undefined })
    const { main } = ranked.candidate
    const signature = main.fault?.signatureId === undefined ? undefined : signatureById(main.fault.signatureId)
    return {
      id: hypothesisId(ranked.candidate.key),
      ...wording,
      mechanism: ranked.candidate.mechanism,
      ...(ranked.candidate.entity !== undefined && { entity: ranked.candidate.entity }),
      confidence: shares.hypotheses[rank]?.confidence ?? 0,
      state: ranked.refuted ? 'refuted' : stateOf(shares.hypotheses[rank]?.confidence ?? 0, verified, rank),
      claimIds: (claims[rank] ?? []).map((claim) => claim.id),
      againstClaimIds: [],
      findingIds: ranked.candidate.findings.slice(0, 8).map((finding) => finding.id),
      references: signature ? [signature.reference] : [],
      ...(shares.hypotheses[rank]?.cap !== undefined && { cap: shares.hypotheses[rank].cap }),
    }
  })
  return { id: `p-${index}`, title: hypotheses[0]?.title ?? '', hypotheses, somethingElse: shares.somethingElse }
}

function stateOf(confidence: number, verified: boolean, rank: number): Hypothesis['state'] {
  if (!verified) return 'open'
  return rank === 0 && confidence >= CLAIMED ? 'supported' : 'undecided'
}

/** Good news proves that nothing is wrong. Where nobody can tell it proves nothing: there only what each log holds is stated. */
function healthClaims(evidence: Evidence, verdict: Verdict): ProposedClaim[] {
  const healthy = evidence.findings.filter(
    ({ kind, check }) => check === 'contents' || (kind === 'healthy' && verdict.kind === 'no-fault'),
  )
  return bestFirst(healthy)
    .slice(0, HEALTHY_CLAIMS)
    .flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 1 }))
}

/** Names of the question that no finding mentions: worth a search before anything is said about them. */
function unseenNames({ question, findings, sources }: Evidence): string[] {
  const text = [...findings.map(textOfFinding), ...sources.map((source) => source.name)].join(' ').toLowerCase()
  const names = [...(question?.entities ?? []), ...(question?.names ?? [])]
  const unseen = [...new Set(names)].filter((name) => !text.includes(name.toLowerCase())).slice(0, MAX_SEARCHED)
  return unseen.flatMap(formsOf)
}
