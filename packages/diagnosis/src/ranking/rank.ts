import { areRelated, type CausalOrder, orderCausally } from '../causality/causal-order.ts'
import { type Candidate, groupCandidates, isVague, saysLittle } from './candidate.ts'
import type { Evidence } from './evidence.ts'
import { logOdds } from './log-odds.ts'
import { relevance } from './relevance.ts'

export type Ranked = {
  readonly candidate: Candidate
  /** Log-odds with the question and the causal order counted in. */
  readonly weight: number
  /** Score of its best finding, a little higher when it fits the question: whether it is worth speaking of at all. */
  readonly salience: number
  readonly symptoms: readonly Candidate[]
  /** What may stand behind it without being a fault by itself: heavy load, a change. */
  readonly drivers: readonly Candidate[]
}

/** A problem before it is worded: its possible causes, best first, and what nobody thought of. */
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
/** A cause takes over the weight of what it explains only when its own evidence is at least this share of it. */
const ROOT_SHARE = 0.45
const WORTH = 0.2
/** Salience of something that deserves a problem of its own beside a far stronger one. */
const CLEAR = 0.55
const SALIENCE_OF_FIT = 0.08

/**
 * Problems worst first, each with at most three hypotheses whose shares and "something else" sum to 1.
 * What a leading candidate explains belongs to its problem as a symptom; a related candidate competes with it; an unrelated one that is
 * strong enough is a problem of its own.
 */
export function rankProblems(evidence: Evidence): readonly RankedProblem[] {
  const problems: RankedProblem[] = []
  const ranked = rankCandidates(evidence)
  // The best is shown even when it is weak: its low confidence says so.
  let open = ranked.filter(({ weight }, index) => index === 0 || weight > WORTH)
  const least = (open[0]?.weight ?? 0) - WEAKER
  for (let leader = open[0]; leader && problems.length < MAX_PROBLEMS; leader = open[0]) {
    if (leader.weight < least && leader.salience < CLEAR) break
    const { candidate, symptoms } = leader
    const rivals = competitors(leader, open)
    problems.push(shareOut([leader, ...rivals.slice(0, MAX_HYPOTHESES - 1)]))
    const taken = new Set([candidate, ...symptoms, ...rivals.map((rival) => rival.candidate)])
    open = open.filter((other) => !taken.has(other.candidate))
  }
  return problems
}

/** All candidates by weight, causes lifted over what they explain. */
export function rankCandidates(evidence: Evidence): Ranked[] {
  const candidates = groupCandidates(evidence.findings)
  const fit = new Map(candidates.map((candidate) => [candidate, relevance(candidate, evidence)]))
  const own = new Map(candidates.map((candidate) => [candidate, logOdds(candidate) + weightIn(fit, candidate)]))
  const byWeight = candidates.toSorted((a, b) => weightIn(own, b) - weightIn(own, a))
  const order = orderCausally(byWeight, evidence.sources)
  const lifted = liftCauses(byWeight, own, order)
  return byWeight
    .map((candidate) => ({
      candidate,
      weight: weightIn(lifted, candidate),
      salience: candidate.main.score + SALIENCE_OF_FIT * weightIn(fit, candidate),
      symptoms: symptomsOf(candidate, order),
      drivers: (order.explainedBy.get(candidate) ?? []).filter(saysLittle),
    }))
    .toSorted((a, b) => b.weight - a.weight || a.candidate.key.localeCompare(b.candidate.key))
}

/** A root stands just above the strongest thing it explains, unless that is only a vague message; the explained gives way, a vague one much more. */
function liftCauses(
  candidates: readonly Candidate[],
  own: ReadonlyMap<Candidate, number>,
  order: CausalOrder,
): Map<Candidate, number> {
  const lifted = new Map(own)
  const roots = candidates.filter((candidate) => !saysLittle(candidate))
  for (let pass = 0; pass < 3; pass += 1) {
    for (const cause of roots) {
      for (const effect of order.explains.get(cause) ?? []) {
        const strongEnough = strengthOf(cause) >= ROOT_SHARE * strengthOf(effect)
        if (strongEnough && (!isVague(effect.mode) || effect.main.kind !== 'fault'))
          lifted.set(cause, Math.max(weightIn(lifted, cause), weightIn(lifted, effect) + 0.3))
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
  const top = Math.max(SOMETHING_ELSE, ...ranked.map(({ weight }) => weight))
  const mass = (weight: number): number => Math.exp(SHARPNESS * (weight - top))
  const total = mass(SOMETHING_ELSE) + ranked.reduce((sum, { weight }) => sum + mass(weight), 0)
  return {
    hypotheses: ranked.map((hypothesis) => ({ ...hypothesis, share: mass(hypothesis.weight) / total })),
    somethingElse: mass(SOMETHING_ELSE) / total,
  }
}

function weightIn(weights: ReadonlyMap<Candidate, number>, candidate: Candidate): number {
  return weights.get(candidate) ?? 0
}
