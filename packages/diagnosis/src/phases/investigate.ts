import type { Finding, Hypothesis, Predicate, ProblemGroup, ProposedClaim } from '@faultmaven/contracts'
import { absenceClaim, claimsOf } from '../composition/claims.ts'
import { composeCount, countKinds, isCountQuestion } from '../composition/compose-count.ts'
import { composeHypothesis } from '../composition/compose-hypothesis.ts'
import { capShares } from '../ranking/caps.ts'
import { type Evidence, textOfFinding } from '../ranking/evidence.ts'
import { rankCandidates, type RankedProblem, rankProblems } from '../ranking/rank.ts'
import { judgeSufficiency, type Verdict } from '../ranking/sufficiency.ts'
import { signatureById } from '../signatures/match-signature.ts'

export type Investigation = {
  readonly verdict: Verdict
  readonly problems: ProblemGroup[]
  readonly claims: ProposedClaim[]
}

/** What is known of the claims: before the check nothing is verified and no name is known to be missing. */
export type Knowledge = { readonly verified: boolean; readonly missing: readonly string[] }

/** Citations of the whole answer: the leader's findings get most of them. */
const LEADER_FINDINGS = 3
const HEALTHY_CLAIMS = 5
const COUNTED_KINDS = 4

/** The whole reasoning over findings, a pure function: the same evidence always gives the same problems, claims and verdict. */
export function investigate(evidence: Evidence, knowledge: Knowledge): Investigation {
  const findings = evidence.findings.filter((finding) => finding.kind !== 'instruction')
  const usable = { ...evidence, findings }
  const verdict = judgeSufficiency(rankCandidates(usable), usable, knowledge.missing)
  const absences = unseenNames(usable).map(absenceClaim)
  if (verdict.kind !== 'fault') return { verdict, problems: [], claims: [...absences, ...healthClaims(usable)] }
  const ranked = rankProblems(usable)
  const problems = ranked.map((problem, index) => problemOf(problem, index, ranked, usable, knowledge))
  const claims = ranked.flatMap((problem, index) => claimsOfProblem(problem, index, usable))
  return { verdict, problems, claims: [...absences, ...claims] }
}

function problemOf(
  problem: RankedProblem,
  index: number,
  all: readonly RankedProblem[],
  evidence: Evidence,
  { verified }: Knowledge,
): ProblemGroup {
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
      claimIds: claimsOfHypothesis(problem, index, rank, evidence).map((claim) => claim.id),
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

function claimsOfProblem(problem: RankedProblem, index: number, evidence: Evidence): ProposedClaim[] {
  const claims = problem.hypotheses.flatMap((_, rank) => claimsOfHypothesis(problem, index, rank, evidence))
  return [...new Map(claims.map((claim) => [claim.id, claim])).values()]
}

/** The leader of the first problem is proved at several places, every other hypothesis at one or two. */
function claimsOfHypothesis(problem: RankedProblem, index: number, rank: number, evidence: Evidence): ProposedClaim[] {
  const hypothesis = problem.hypotheses[rank]
  const findings = hypothesis?.candidate.findings ?? []
  if (index > 0 || rank > 0) return findings.slice(0, 1).flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 2 }))
  if (isCountQuestion(evidence)) return countedClaims(evidence)
  const symptoms = (hypothesis?.symptoms ?? []).slice(0, 1).map((symptom) => symptom.main)
  return [
    ...findings.slice(0, 1).flatMap((finding) => claimsOf(finding, evidence, { max: 2, lines: 3 })),
    ...findings.slice(1, LEADER_FINDINGS).flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 2 })),
    ...symptoms.flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 1 })),
  ]
}

function countedClaims(evidence: Evidence): ProposedClaim[] {
  return countKinds(evidence)
    .slice(0, COUNTED_KINDS)
    .flatMap(({ main }) => claimsOf({ ...main, predicates: countsFirst(main) }, evidence, { max: 1, lines: 2 }))
}

/** A count cites its first matches, too: it says all that the place alone would. */
function countsFirst({ predicates }: Finding): Predicate[] {
  return predicates.toSorted((a, b) => Number(b.name === 'count') - Number(a.name === 'count'))
}

function healthClaims(evidence: Evidence): ProposedClaim[] {
  return evidence.findings
    .filter((finding) => finding.kind === 'healthy')
    .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
    .slice(0, HEALTHY_CLAIMS)
    .flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 1 }))
}

/** Names of the question that no finding mentions: worth a search before anything is said about them. */
function unseenNames({ question, findings, sources }: Evidence): string[] {
  const text = [...findings.map(textOfFinding), ...sources.map((source) => source.name)].join(' ').toLowerCase()
  return (question?.entities ?? []).filter((name) => !text.includes(name.toLowerCase())).slice(0, 6)
}
