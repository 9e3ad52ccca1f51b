import type { Hypothesis, ProblemGroup, ProposedClaim } from '@faultmaven/contracts'
import { absenceClaim, claimsOf } from '../composition/claims.ts'
import { composeCount, isCountQuestion } from '../composition/compose-count.ts'
import { composeHypothesis } from '../composition/compose-hypothesis.ts'
import { capShares } from '../ranking/caps.ts'
import { setAsideDeliberate } from '../ranking/deliberate.ts'
import { bestFirst, type Evidence, textOfFinding } from '../ranking/evidence.ts'
import { rankCandidates, type RankedProblem, rankProblems } from '../ranking/rank.ts'
import { judgeSufficiency, type Verdict } from '../ranking/sufficiency.ts'
import { signatureById } from '../signatures/match-signature.ts'
import { planClaims } from './plan-claims.ts'

export type Investigation = {
  readonly verdict: Verdict
  readonly problems: ProblemGroup[]
  readonly claims: ProposedClaim[]
}

/** What is known of the claims: before the check nothing is verified and no name is known to be missing. */
export type Knowledge = { readonly verified: boolean; readonly missing: readonly string[] }

const HEALTHY_CLAIMS = 5
/** Every name means a search through all sources. */
const MAX_SEARCHED = 8

/** The whole reasoning over findings, a pure function: the same evidence always gives the same problems, claims and verdict. */
export function investigate(evidence: Evidence, knowledge: Knowledge): Investigation {
  const usable = usableEvidence(evidence)
  const verdict = judgeSufficiency(rankCandidates(usable), usable, knowledge.missing)
  const absences = unseenNames(usable).map((name) => absenceClaim(name))
  if (verdict.kind !== 'fault') return { verdict, problems: [], claims: [...absences, ...healthClaims(usable, verdict)] }
  const ranked = rankProblems(usable)
  const plan = planClaims(ranked, usable)
  const problems = ranked.map((problem, index) =>
    problemOf(problem, { index, all: ranked, evidence: usable, knowledge, claims: plan[index] ?? [] }),
  )
  const claims = new Map(plan.flat(2).map((claim) => [claim.id, claim]))
  return { verdict, problems, claims: [...absences, ...claims.values()] }
}

/** What may argue for a cause: no text that instructs, nothing that a deliberate restart explains. */
export function usableEvidence(evidence: Evidence): Evidence {
  const told = bestFirst(evidence.findings).filter((finding) => finding.kind !== 'instruction')
  return { ...evidence, findings: setAsideDeliberate({ findings: told, sources: evidence.sources }) }
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
  const beside = index === 0 ? (all[1] ?? problem).hypotheses[all[1] ? 0 : 1] : undefined
  const hypotheses = problem.hypotheses.map((ranked, rank): Hypothesis => {
    const leads = rank === 0 && index === 0
    const wording =
      leads && isCountQuestion(evidence)
        ? composeCount(evidence)
        : composeHypothesis(ranked, evidence, { leader: leads, beside: leads ? beside : undefined })
    const { main } = ranked.candidate
    const signature = main.fault?.signatureId === undefined ? undefined : signatureById(main.fault.signatureId)
    return {
      id: `h-${index}-${rank}-${ranked.candidate.mechanism.replace('/', '-')}`,
      ...wording,
      mechanism: ranked.candidate.mechanism,
      ...(ranked.candidate.entity !== undefined && { entity: ranked.candidate.entity }),
      confidence: shares.hypotheses[rank]?.confidence ?? 0,
      state: stateOf(shares.hypotheses[rank]?.confidence ?? 0, verified, rank),
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
  return rank === 0 && confidence >= 0.5 ? 'supported' : 'undecided'
}

/** Good news proves that nothing is wrong. Where nobody can tell it proves nothing: there only what each log holds is stated. */
function healthClaims(evidence: Evidence, verdict: Verdict): ProposedClaim[] {
  const healthy = evidence.findings.filter(
    ({ kind, check }) => kind === 'healthy' && (verdict.kind === 'no-fault' || check === 'contents'),
  )
  return bestFirst(healthy)
    .slice(0, HEALTHY_CLAIMS)
    .flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 1 }))
}

/** Names of the question that no finding mentions: worth a search before anything is said about them. */
function unseenNames({ question, findings, sources }: Evidence): string[] {
  const text = [...findings.map(textOfFinding), ...sources.map((source) => source.name)].join(' ').toLowerCase()
  const names = [...(question?.entities ?? []), ...(question?.names ?? [])]
  return [...new Set(names)].filter((name) => !text.includes(name.toLowerCase())).slice(0, MAX_SEARCHED)
}
