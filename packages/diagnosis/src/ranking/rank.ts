import { areRelated, type CausalOrder, orderCausally } from '../causality/causal-order.ts'
import { learn } from '../learning/learn.ts'
import { weighAnswers } from '../learning/answers.ts'
import { readVerdicts, type Verdicts } from '../learning/verdicts.ts'
import { type Candidate, groupCandidates, isVague, saysLittle } from './candidate.ts'
import type { Evidence } from './evidence.ts'
import { logOdds } from './log-odds.ts'
import { namedHosts } from './named-hosts.ts'
import { relevance } from './relevance.ts'

export type Ranked = {
  readonly candidate: Candidate
  /** Log-odds with the question and the causal order counted in, as the evidence alone has them. */
  readonly weight: number
  /** By how much the user's feedback and answers move them. */
  readonly shift: number
  /** By how much of that the user's answers do: what the user saw and no source holds. */
  readonly told: number
  /** Marked wrong by the user: it explains nothing and leads nothing, but stays in sight. */
  readonly refuted: boolean
  /** It was explained by a cause that is marked wrong, and nobody said that it is a cause itself. */
  readonly orphan: boolean
  /** Score of its best finding, a little higher when it fits the question: whether it is worth speaking of at all. */
  readonly salience: number
  readonly symptoms: readonly Candidate[]
  /** What may stand behind it without being a fault by itself: heavy load, a change. */
  readonly drivers: readonly Candidate[]
}

/** A problem before it is worded: its possible causes, best first and those marked wrong last, and what nobody thought of. */
export type RankedProblem = {
  readonly hypotheses: readonly (Ranked & { readonly share: number })[]
  readonly somethingElse: number
}

const SOMETHING_ELSE = 0.6
/** Sharpens the softmax: log-odds of hand-weighed evidence are too close to each other. */
const SHARPNESS = 1.8
/** A rival with less than this part of the leader's share is not shown. */
const NOTICEABLE = 0.06
const MAX_PROBLEMS = 3
/** A further problem may be this much weaker than the first. */
const WEAKER = 2.2
const MAX_HYPOTHESES = 3
/** A cause takes over the weight of what it explains only when its own evidence is at least this share of that which gave the weight. */
const ROOT_SHARE = 0.45
const WORTH = 0.2
/** Salience of something that deserves a problem of its own beside a far stronger one. */
const CLEAR = 0.55
/** Odds of one to nine: the user is wrong in one of ten such words. */
const LEFT_BY_WRONG = 0.1
/** A symptom's prior is that much below a cause's: with what it gives way for being explained, one unit as in `PRIOR`. */
const ORPHAN = 0.6
const SALIENCE_OF_FIT = 0.08

/**
 * Problems worst first, each with at most three hypotheses whose shares and "something else" sum to 1; those that the user marked wrong
 * stand beside them.
 * What a leading candidate explains belongs to its problem as a symptom; a related candidate competes with it; an unrelated one that is
 * strong enough is a problem of its own. Feedback moves shares and order, never what belongs together: only a cause marked wrong explains
 * nothing any more, and then what the user had seen comes before what nobody had.
 */
export function rankProblems(evidence: Evidence): readonly RankedProblem[] {
  const ranked = rankCandidates(evidence)
  const groups = groupProblems(ranked.filter(({ refuted }) => !refuted))
  const refuted = ranked.filter((one) => one.refuted)
  const problems = withRefuted(groups, refuted).map(shareOut)
  const standing = refuted.length === 0 ? () => 0 : createStanding(evidence)
  return problems.toSorted((a, b) => standing(a) - standing(b) || leaderWeight(b) - leaderWeight(a))
}

/** 0 for a problem whose leader the board had before causes were marked wrong, 1 for one that only rose since, 2 for one marked wrong. */
function createStanding(evidence: Evidence): (problem: RankedProblem) => number {
  const feedback = evidence.feedback?.filter(({ verdict }) => verdict !== 'wrong') ?? []
  const before = rankProblems({ ...evidence, feedback }).flatMap(({ hypotheses }) => hypotheses)
  const seen = new Set(before.map(({ candidate }) => candidate.key))
  return ({ hypotheses: [leader] }) => (leader?.refuted ? 2 : leader && seen.has(leader.candidate.key) ? 0 : 1)
}

function groupProblems(ranked: readonly Ranked[]): Ranked[][] {
  const problems: Ranked[][] = []
  // The best is shown even when it is weak: its low confidence says so.
  let open = ranked.filter(({ weight }, index) => index === 0 || weight > WORTH)
  const least = (open[0]?.weight ?? 0) - WEAKER
  for (let leader = open[0]; leader && problems.length < MAX_PROBLEMS; leader = open[0]) {
    if (leader.weight < least && leader.salience < CLEAR) break
    const { candidate, symptoms } = leader
    const rivals = competitors(leader, open)
    problems.push([leader, ...rivals.slice(0, MAX_HYPOTHESES - 1)])
    const taken = new Set([candidate, ...symptoms, ...rivals.map((rival) => rival.candidate)])
    open = open.filter((other) => !taken.has(other.candidate))
  }
  return problems
}

/** Each cause marked wrong beside what it is related to, else in the first problem; with nothing left to blame, all of them together. */
function withRefuted(groups: readonly Ranked[][], refuted: readonly Ranked[]): Ranked[][] {
  const first = groups[0]
  if (first === undefined) return refuted.length > 0 ? [[...refuted]] : []
  const home = (one: Ranked) =>
    groups.find((group) => group.some(({ candidate }) => areRelated(one.candidate, candidate))) ?? first
  return groups.map((group) => [...group, ...refuted.filter((one) => home(one) === group)])
}

function leaderWeight({ hypotheses: [leader] }: RankedProblem): number {
  return leader ? leader.weight + leader.shift : -Infinity
}

/** All candidates by weight, causes lifted over what they explain. */
export function rankCandidates(evidence: Evidence): Ranked[] {
  const { feedback = [], answers = [], sources } = evidence
  const candidates = groupCandidates(evidence.findings)
  const fit = new Map(candidates.map((candidate) => [candidate, relevance(candidate, evidence)]))
  const own = new Map(candidates.map((candidate) => [candidate, logOdds(candidate) + weightIn(fit, candidate)]))
  const byWeight = candidates.toSorted((a, b) => weightIn(own, b) - weightIn(own, a))
  const verdicts = readVerdicts(feedback, candidates)
  const seen = orderCausally(byWeight, sources, namedHosts(evidence.findings))
  const order = withoutRefuted(seen, verdicts)
  const lifted = liftCauses(byWeight, own, { explains: order.explains, explainedBy: seen.explainedBy })
  const weighed = byWeight.map((candidate) => ({
    candidate,
    weight: weightIn(lifted, candidate) - (isOrphan(candidate, seen, verdicts) ? ORPHAN : 0),
  }))
  const shifts = learn(feedback, weighed)
  const told = weighAnswers(answers, candidates)
  return weighed
    .map(({ candidate, weight }) => ({
      candidate,
      weight,
      shift: weightIn(shifts, candidate) + weightIn(told, candidate),
      told: weightIn(told, candidate),
      refuted: verdicts.refuted.has(candidate),
      orphan: isOrphan(candidate, seen, verdicts) && !verdicts.confirmed.has(candidate),
      salience: candidate.main.score + SALIENCE_OF_FIT * weightIn(fit, candidate),
      // What was marked right is no mere symptom: it stays in sight whatever leads.
      symptoms: symptomsOf(candidate, order).filter((symptom) => !verdicts.confirmed.has(symptom)),
      drivers: (order.explainedBy.get(candidate) ?? []).filter(saysLittle),
    }))
    .toSorted((a, b) => b.weight - a.weight || a.candidate.key.localeCompare(b.candidate.key))
}

/** What a cause explained that was marked wrong: most likely the symptom of a cause yet to be seen, not a cause itself. */
function isOrphan(candidate: Candidate, { explainedBy }: CausalOrder, { refuted }: Verdicts): boolean {
  const causes = (explainedBy.get(candidate) ?? []).filter((cause) => !saysLittle(cause))
  return !refuted.has(candidate) && causes.some((cause) => refuted.has(cause))
}

/** What was marked wrong explains nothing. That what it was said to explain looks like a symptom, of something, still weighs. */
function withoutRefuted(order: CausalOrder, { refuted }: Verdicts): CausalOrder {
  if (refuted.size === 0) return order
  return {
    explains: new Map([...order.explains].filter(([cause]) => !refuted.has(cause))),
    explainedBy: new Map(
      [...order.explainedBy].map(([effect, causes]) => [effect, causes.filter((cause) => !refuted.has(cause))]),
    ),
  }
}

/** A root stands just above the strongest thing it explains, unless that is only a vague message; the explained gives way, a vague one much more. */
function liftCauses(
  candidates: readonly Candidate[],
  own: ReadonlyMap<Candidate, number>,
  order: CausalOrder,
): Map<Candidate, number> {
  const lifted = new Map(own)
  // Over a chain of causes the weight may come from far: faint links must not hand it on to a faint one at the end.
  const origins = new Map(candidates.map((candidate) => [candidate, strengthOf(candidate)]))
  const roots = candidates.filter((candidate) => !saysLittle(candidate))
  for (let pass = 0; pass < 3; pass += 1) {
    for (const cause of roots) {
      for (const effect of order.explains.get(cause) ?? []) {
        const origin = weightIn(origins, effect)
        const raised = weightIn(lifted, effect) + 0.3
        if (strengthOf(cause) < ROOT_SHARE * origin || raised <= weightIn(lifted, cause)) continue
        if (isVague(effect.mode) && effect.main.kind === 'fault') continue
        lifted.set(cause, raised)
        origins.set(cause, Math.max(origin, weightIn(origins, cause)))
      }
    }
  }
  for (const effect of candidates) {
    const explained = (order.explainedBy.get(effect) ?? []).some(
      (cause) => !saysLittle(cause) && strengthOf(cause) >= ROOT_SHARE * strengthOf(effect),
    )
    if (explained) lifted.set(effect, weightIn(lifted, effect) - (isVague(effect.mode) ? 1.2 : 0.4))
  }
  return lifted
}

function strengthOf({ main }: Candidate): number {
  return main.score
}

function symptomsOf(candidate: Candidate, order: CausalOrder): Candidate[] {
  const seen = new Set<Candidate>()
  const queue = [candidate]
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const effect of order.explains.get(next) ?? []) {
      if (effect === candidate || seen.has(effect)) continue
      seen.add(effect)
      queue.push(effect)
    }
  }
  return [...seen]
}

/**
 * Rivals explain the same: they are related, neither explains the other, and their share is noticeable beside the leader's.
 * What is far weaker is no alternative; when it is clear by itself it is a problem of its own.
 */
function competitors(leader: Ranked, others: readonly Ranked[]): Ranked[] {
  const noticeable = leader.weight + Math.log(NOTICEABLE) / SHARPNESS
  return others.filter(
    (other) =>
      other !== leader &&
      other.weight >= noticeable &&
      !leader.symptoms.includes(other.candidate) &&
      areRelated(leader.candidate, other.candidate),
  )
}

/** Shares of hypotheses that compete for one problem, and of what nobody thought of; they sum to 1. */
export function shareOut(ranked: readonly Ranked[]): RankedProblem {
  const weightOf = ({ weight, shift }: Ranked) => weight + shift
  const best = ranked.toSorted((a, b) => Number(a.refuted) - Number(b.refuted) || weightOf(b) - weightOf(a))
  const top = Math.max(SOMETHING_ELSE, ...ranked.map(weightOf))
  const mass = (weight: number): number => Math.exp(SHARPNESS * (weight - top))
  const total = mass(SOMETHING_ELSE) + best.reduce((sum, one) => sum + mass(weightOf(one)), 0)
  const shares = best.map((hypothesis) => ({ ...hypothesis, share: mass(weightOf(hypothesis)) / total }))
  return limitRefuted({ hypotheses: shares, somethingElse: mass(SOMETHING_ELSE) / total })
}

/** What all causes that were marked wrong keep together is at most what "wrong" leaves; the rest is shared by those that are open. */
function limitRefuted(problem: RankedProblem): RankedProblem {
  const refuted = problem.hypotheses.reduce((sum, one) => sum + (one.refuted ? one.share : 0), 0)
  if (refuted <= LEFT_BY_WRONG) return problem
  const [closed, open] = [LEFT_BY_WRONG / refuted, (1 - LEFT_BY_WRONG) / (1 - refuted)]
  return {
    hypotheses: problem.hypotheses.map((one) => ({ ...one, share: one.share * (one.refuted ? closed : open) })),
    somethingElse: problem.somethingElse * open,
  }
}

function weightIn(weights: ReadonlyMap<Candidate, number>, candidate: Candidate): number {
  return weights.get(candidate) ?? 0
}
