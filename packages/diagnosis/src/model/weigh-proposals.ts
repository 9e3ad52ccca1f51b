import {
  type CheckedClaim,
  type Claim,
  type Finding,
  type Hypothesis,
  type ProblemGroup,
  standingFeedback,
} from '@faultmaven/contracts'
import { isKnownMechanism, mechanismOf } from '../grammar/mechanism.ts'
import { MOVES } from '../learning/learn.ts'
import { usableEvidence } from '../phases/investigate.ts'
import { withoutRefuted } from '../phases/validate-hypotheses.ts'
import { capShares } from '../ranking/caps.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { UNPROVED_LOG_ODDS } from '../ranking/log-odds.ts'
import { type Ranked, rankCandidates, type RankedProblem, rankProblems, shareOut } from '../ranking/rank.ts'
import { contradicts } from './contradicts.ts'
import type { ModelProposal } from './proposal.ts'
import { reportedBy } from './reported-by.ts'

/** Highest confidence of a cause that no verified claim reports. */
export const CAP_INFERENCE = 0.3
const MAX_ADDED = 3
const MAX_AGREED = 4
const WHY_INFERENCE = {
  none: 'Proposed by the model; no verified claim shows it',
  other: 'Proposed by the model; its claims hold, but that they mean this cause is an inference',
} as const

type Input = {
  readonly evidence: Evidence
  /** What the checker said of the claims of the analysis. */
  readonly checked: readonly CheckedClaim[]
  /** The board of the analysis, its claims verified. */
  readonly problems: readonly ProblemGroup[]
  readonly proposals: readonly ModelProposal[]
}
type Context = { readonly evidence: Evidence; readonly usable: Evidence; readonly first: RankedProblem | undefined }
/** What the claims of a proposal report, when it is the mechanism proposed. */
type Support = { readonly findings: readonly Finding[]; readonly ranked: Ranked | undefined }

/**
 * The board with what a model proposed. A proposal that the board has already only adds its claims. Another one takes its share from
 * "something else", never from a cause that the analysis found: what its claims report is weighed like any evidence, and what they do not
 * report stays an inference, below the leader and at most .3. Only a claim that contradicts the leader by its form halves the leader's
 * odds. A mechanism that the catalogue has no words for is left out: those of a model are never shown. Where the analysis saw no problem
 * nothing but a reported cause is shown, at most .3. What the user said of a proposal moves its odds within these limits. The same input
 * always gives the same board.
 */
export function weighProposals({ evidence, checked, problems, proposals }: Input): ProblemGroup[] {
  const usable = usableEvidence(withoutRefuted(evidence, checked))
  const context = { evidence, usable, first: rankProblems(usable)[0] }
  const agreed = proposals.reduce<readonly ProblemGroup[]>((board, proposal) => agree(board, proposal, context), problems)
  const doubted = doubtLeader(
    agreed,
    proposals.flatMap(({ against }) => against),
    context,
  )
  return proposals
    .filter(({ mechanism }) => isKnownMechanism(mechanism) && !isOnBoard(mechanism, problems))
    .filter(({ mechanism }, index, all) => all.findIndex((other) => other.mechanism === mechanism) === index)
    .slice(0, MAX_ADDED)
    .reduce((board, proposal) => add(board, proposal, context), doubted)
}

function isOnBoard(mechanism: string, problems: readonly ProblemGroup[]): boolean {
  return problems.some(({ hypotheses }) => hypotheses.some((hypothesis) => hypothesis.mechanism === mechanism))
}

/** Only with claims that report the cause: what is merely true adds nothing to it. */
function agree(problems: readonly ProblemGroup[], { mechanism, claims }: ModelProposal, context: Context): ProblemGroup[] {
  const reporting = claims.filter((claim) => reports(claim, mechanism, context)).slice(0, MAX_AGREED)
  return problems.map((problem) => ({
    ...problem,
    hypotheses: problem.hypotheses.map((hypothesis) =>
      hypothesis.mechanism === mechanism
        ? { ...hypothesis, claimIds: [...new Set([...hypothesis.claimIds, ...reporting.map(({ id }) => id)])] }
        : hypothesis,
    ),
  }))
}

function reports(claim: Claim, mechanism: string, { evidence, usable }: Context): boolean {
  return reportedBy(claim, usable, evidence).some(({ fault }) => fault?.mechanism === mechanism)
}

function doubtLeader(problems: readonly ProblemGroup[], claims: readonly Claim[], { first }: Context): ProblemGroup[] {
  const ranked = first?.hypotheses[0]
  const contrary = ranked && !ranked.refuted ? claims.filter((claim) => contradicts(claim, ranked)) : []
  return problems.map((problem, index) => (index === 0 && contrary.length > 0 ? doubt(problem, contrary) : problem))
}

function doubt(problem: ProblemGroup, contrary: readonly Claim[]): ProblemGroup {
  const [leader, ...others] = problem.hypotheses
  if (!leader) return problem
  const confidence = round(leader.confidence / (2 - leader.confidence))
  const state = confidence >= 0.5 ? leader.state : ('undecided' as const)
  const doubted = { ...leader, confidence, state, againstClaimIds: contrary.map(({ id }) => id) }
  const [rival, ...rest] = others
  const hypotheses = rival && rival.confidence > confidence ? [rival, doubted, ...rest] : [doubted, ...others]
  return withHypotheses(problem, hypotheses)
}

function add(problems: readonly ProblemGroup[], proposal: ModelProposal, context: Context): ProblemGroup[] {
  const support = supportOf(proposal, context)
  const [problem, ...others] = problems
  if (!problem) return support.ranked ? [problemOf(proposal, support, context)] : []
  const { confidence, cap } = support.ranked
    ? confidenceOf(support, context.first?.hypotheses ?? [], context)
    : { confidence: Math.min(CAP_INFERENCE, unprovedShare(context)), cap: inferenceCap(proposal) }
  // Something else has to give it; and who was found by the analysis stays before who was not, unless the user ruled it out.
  const leader = problem.hypotheses.find(({ state }) => state !== 'refuted')
  const limit = Math.min(problem.somethingElse, leader?.confidence ?? CAP_INFERENCE)
  const plain = hypothesisOf(proposal, { confidence: round(Math.min(confidence, limit)), cap, findings: support.findings })
  const added = heard(plain, { evidence: context.evidence, most: support.ranked ? limit : Math.min(limit, CAP_INFERENCE) })
  const before = problem.hypotheses.findIndex((other) => other !== leader && standsBehind(other, added))
  return [withHypotheses(problem, problem.hypotheses.toSpliced(before < 0 ? Infinity : before, 0, added)), ...others]
}

/** Causes marked wrong come last. */
function standsBehind(other: Hypothesis, added: Hypothesis): boolean {
  const [isLast, isAddedLast] = [other.state === 'refuted', added.state === 'refuted']
  return isLast === isAddedLast ? other.confidence < added.confidence : isLast
}

/** With what the user said of it. */
function heard(hypothesis: Hypothesis, { evidence, most }: { readonly evidence: Evidence; readonly most: number }): Hypothesis {
  const { id, confidence: was } = hypothesis
  const said = standingFeedback(evidence.feedback ?? []).find(
    ({ target }) => target.kind === 'hypothesis' && target.hypothesisId === id,
  )
  if (!said) return hypothesis
  const odds = (was / (1 - was)) * Math.exp(MOVES[said.verdict])
  const confidence = round(Math.min(odds / (1 + odds), most))
  const moved = confidence === was ? hypothesis : { ...hypothesis, confidence, was }
  return said.verdict === 'wrong' ? { ...moved, state: 'refuted' } : moved
}

/** A cause that is reported where the analysis saw no problem: it had its reasons. */
function problemOf(proposal: ModelProposal, support: Support, context: Context): ProblemGroup {
  const weighed = confidenceOf(support, [], context)
  const { cap } = weighed
  const confidence = Math.min(weighed.confidence, CAP_INFERENCE)
  const plain = hypothesisOf(proposal, { confidence, cap, findings: support.findings })
  const hypothesis = heard(plain, { evidence: context.evidence, most: CAP_INFERENCE })
  return { id: 'p-model', title: hypothesis.title, hypotheses: [hypothesis], somethingElse: round(1 - hypothesis.confidence) }
}

function supportOf({ claims, mechanism }: ModelProposal, { evidence, usable }: Context): Support {
  const reported = claims
    .flatMap((claim) => reportedBy(claim, usable, evidence))
    .filter(({ fault }) => fault?.mechanism === mechanism)
  const findings = [...new Map(reported.map((finding) => [finding.id, finding])).values()]
  const known = new Set(usable.findings.map(({ id }) => id))
  const together = { ...usable, findings: [...usable.findings, ...findings.filter(({ id }) => !known.has(id))] }
  const ranked =
    findings.length === 0 ? undefined : rankCandidates(together).find(({ candidate }) => candidate.mechanism === mechanism)
  return { findings, ranked }
}

/** Its share among all that compete for the problem, under the same caps. */
function confidenceOf({ ranked, findings }: Support, rivals: readonly Ranked[], { usable }: Context) {
  const shared = ranked ? shareOut([ranked, ...rivals]) : undefined
  const own = shared?.hypotheses.filter(({ candidate }) => candidate === ranked?.candidate)
  const evidence = { ...usable, findings: [...new Set([...usable.findings, ...findings])] }
  const capped = own && capShares({ hypotheses: own, somethingElse: 1 - (own[0]?.share ?? 0) }, evidence, true).hypotheses[0]
  return { confidence: capped?.confidence ?? 0, cap: capped?.cap ?? 'Proposed by the model; its claims report it' }
}

function unprovedShare({ first }: Context): number {
  const rivals = first?.hypotheses ?? []
  const [model] = rivals
  if (!model) return 0
  const candidate = { ...model.candidate }
  const proposed = { ...model, candidate, weight: UNPROVED_LOG_ODDS, shift: 0, told: 0, refuted: false }
  return shareOut([proposed, ...rivals]).hypotheses.find((one) => one.candidate === candidate)?.share ?? 0
}

function inferenceCap({ claims }: ModelProposal): string {
  return claims.length > 0 ? WHY_INFERENCE.other : WHY_INFERENCE.none
}

function hypothesisOf(
  { id, mechanism, entity, claims }: ModelProposal,
  { confidence, cap, findings }: { confidence: number; cap: string; findings: readonly Finding[] },
): Hypothesis {
  const { title } = mechanismOf(mechanism)
  return {
    id,
    title: entity === undefined ? title : `${title}: ${entity}`,
    summary: ['Proposed by the model.', ...claims.map(({ text }) => text)].join(' '),
    mechanism,
    ...(entity === undefined ? {} : { entity }),
    confidence,
    state: 'undecided',
    claimIds: claims.map((claim) => claim.id),
    againstClaimIds: [],
    findingIds: findings.map((finding) => finding.id).filter((findingId) => !findingId.startsWith('m-')),
    references: [],
    cap,
  }
}

/** What the hypotheses do not have is something else. */
function withHypotheses(problem: ProblemGroup, hypotheses: Hypothesis[]): ProblemGroup {
  const somethingElse = round(1 - hypotheses.reduce((sum, { confidence }) => sum + confidence, 0))
  return { ...problem, title: hypotheses[0]?.title ?? problem.title, hypotheses, somethingElse }
}

function round(value: number): number {
  return Math.max(0, Math.round(value * 1000) / 1000)
}
