import { type Interval, standingFeedback } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import { asksSlowness } from '../question/asks-slowness.ts'
import { hypothesisId } from '../learning/verdicts.ts'
import type { Evidence } from './evidence.ts'
import { type Candidate, isSpecific, isVague } from './candidate.ts'
import { type RankedProblem, rankProblems } from './rank.ts'

export type Capped = { readonly confidence: number; readonly cap?: string }

const CAP_ALWAYS = 0.95
const CAP_NO_COUNTERFACTUAL = 0.7
const CAP_NOTHING_DISCRIMINATING = 0.5
/** Where only what the user says tells it from others: above a guess, below what the evidence shows. */
const CAP_TOLD = 0.6
/** Slowness all along, asked about or not: a log that was always so may be well. */
const CAP_ALWAYS_SO = { asked: 0.7, other: 0.4 } as const
/** Shares of a source's time within which a message begins and ends that was there all along. */
const EDGE = 0.1
/** By how much the leader's share must fall without its decisive findings. */
const FALL = 0.2
const DISCRIMINATING_SCORE = 0.3
const LOAD_MODES = new Set(['slow', 'changed', 'overloaded'])
const LOAD_CHECKS = new Set(['root-causes', 'thread-stacks'])
/** Score below which slow traces have their slowness in common with all else. */
const CLEAR_SLOWNESS = 0.4

/**
 * Confidences of a problem's hypotheses under the three caps; what a cap takes away goes to "something else", so that the sum stays 1.
 * `verified` says whether the decisive findings of the leader were re-read by the checker.
 */
export function capShares(
  problem: RankedProblem,
  evidence: Evidence,
  verified: boolean,
): { hypotheses: Capped[]; somethingElse: number } {
  const hypotheses = problem.hypotheses.map((hypothesis, rank) => {
    const limit = limitOf(hypothesis, evidence, verified, rank)
    return hypothesis.share > limit.at ? { confidence: limit.at, cap: limit.why } : { confidence: hypothesis.share }
  })
  const rounded = hypotheses.map((hypothesis) => ({ ...hypothesis, confidence: round(hypothesis.confidence) }))
  const left = isHeard(evidence) ? leaveOpen(rounded) : rounded
  const sum = left.reduce((total, { confidence }) => total + confidence, 0)
  return { hypotheses: left, somethingElse: round(1 - sum) }
}

function isHeard({ feedback = [], answers = [] }: Evidence): boolean {
  return answers.length > 0 || standingFeedback(feedback).length > 0
}

/** However sure the user is of several causes, "something else" keeps its share: the last ones give way. */
function leaveOpen(hypotheses: readonly Capped[]): Capped[] {
  let room = CAP_ALWAYS
  return hypotheses.map((hypothesis) => {
    const confidence = round(Math.min(hypothesis.confidence, room))
    room -= confidence
    return { ...hypothesis, confidence }
  })
}

function limitOf(
  hypothesis: RankedProblem['hypotheses'][number],
  evidence: Evidence,
  verified: boolean,
  rank: number,
): { at: number; why: string } {
  if (isAlwaysSo(hypothesis, evidence)) {
    const at = asksSlowness(evidence.question) ? CAP_ALWAYS_SO.asked : CAP_ALWAYS_SO.other
    return { at, why: 'Nothing shows that it is slower than at other times' }
  }
  if (hypothesis.orphan)
    return { at: CAP_NOTHING_DISCRIMINATING, why: 'It looked like a symptom of a cause that you marked wrong' }
  if (isMereMovement(hypothesis) || isMereChange(hypothesis, evidence))
    return { at: CAP_NOTHING_DISCRIMINATING, why: 'It moved, and nothing shows that anything ran out or failed over it' }
  if (!discriminates(hypothesis) && hypothesis.told > 0)
    return { at: CAP_TOLD, why: 'Only what you said tells this cause from others' }
  if (!discriminates(hypothesis)) return { at: CAP_NOTHING_DISCRIMINATING, why: 'No observation tells this cause from others' }
  if (!verified || (rank === 0 && !fallsWithout(hypothesis, evidence))) {
    return { at: CAP_NO_COUNTERFACTUAL, why: 'Not checked whether the conclusion falls without its evidence' }
  }
  return { at: CAP_ALWAYS, why: 'Evidence of one incident never proves a cause wholly' }
}

/** Slow by the words of a log only, from the beginning of the evidence to its end: nothing to compare it with. */
function isAlwaysSo({ candidate }: RankedProblem['hypotheses'][number], { sources }: Evidence): boolean {
  if (candidate.mode !== 'slow') return false
  return candidate.findings.every((finding) => {
    if (finding.check !== 'log-messages' || finding.interval === undefined) return false
    const whole = sources.find(({ id }) => id === finding.sourceId)?.interval
    return whole !== undefined && isWhole(finding.interval, whole)
  })
}

function isWhole(part: Interval, whole: Interval): boolean {
  const [from, to] = [fromInstant(whole.from), fromInstant(whole.to)]
  const edge = (to - from) * EDGE
  return to > from && fromInstant(part.from) <= from + edge && fromInstant(part.to) >= to - edge
}

/** A number that rose says nothing of how much there is: used up is only what reached a limit, or what somebody was refused. */
function isMereMovement({ candidate }: RankedProblem['hypotheses'][number]): boolean {
  return candidate.mode === 'exhausted' && candidate.findings.every(({ check }) => check === 'metrics-movement')
}

/**
 * Latency, load and the order of calls change with every load, and threads always stand somewhere: to somebody who asks whether anything is
 * wrong that alone is no fault.
 */
function isMereChange({ candidate }: RankedProblem['hypotheses'][number], { question }: Evidence): boolean {
  if (question?.presumesFault !== false || asksSlowness(question)) return false
  return (
    LOAD_MODES.has(candidate.mode) &&
    candidate.findings.every(
      ({ check, score }) => LOAD_CHECKS.has(check) || (check === 'trace-latency' && score < CLEAR_SLOWNESS),
    )
  )
}

/** At least one finding that is clear by itself and says what is wrong, not only that something is. */
function discriminates({ candidate }: RankedProblem['hypotheses'][number]): boolean {
  const best = candidate.main
  if (best.score < DISCRIMINATING_SCORE) return false
  return (
    best.fault?.signatureId !== undefined ||
    best.kind !== 'fault' ||
    (isSpecific(candidate) && !isVague(candidate.mode)) ||
    (best.fault?.vocabulary.length ?? 0) > 0 ||
    best.score > 0.5
  )
}

/**
 * Counterfactual: the same evidence without the candidate's findings no longer gives this cause. Judged by the evidence, and by what the
 * user ruled out beside it: praise never makes up for proof.
 */
function fallsWithout({ candidate, share }: RankedProblem['hypotheses'][number], evidence: Evidence): boolean {
  const removed = new Set(candidate.findings.slice(0, 4).map((finding) => finding.id))
  const plain = withoutPraise(evidence, candidate)
  const before = plain === evidence ? share : shareOf(candidate, plain)
  const left = shareOf(candidate, { ...plain, findings: plain.findings.filter((finding) => !removed.has(finding.id)) })
  return left <= before - FALL
}

/** With what the user said against other causes only: neither praise nor an answer is proof. */
function withoutPraise(evidence: Evidence, { keys }: Candidate): Evidence {
  const { feedback = [], answers = [] } = evidence
  if (feedback.length === 0 && answers.length === 0) return evidence
  const ids = new Set(keys.map(hypothesisId))
  const doubts = standingFeedback(feedback).filter(
    ({ target, verdict }) => verdict === 'wrong' && target.kind === 'hypothesis' && !ids.has(target.hypothesisId),
  )
  return { ...evidence, feedback: doubts, answers: [] }
}

function shareOf({ key }: Candidate, evidence: Evidence): number {
  const hypotheses = rankProblems(evidence).flatMap((problem) => problem.hypotheses)
  return hypotheses.find((hypothesis) => hypothesis.candidate.key === key)?.share ?? 0
}

function round(value: number): number {
  return Math.max(0, Math.round(value * 1000) / 1000)
}
