import { type Feedback, type FeedbackVerdict, standingFeedback } from '@faultmaven/contracts'
import type { Candidate } from '../ranking/candidate.ts'
import { tellingFeatures } from './features.ts'
import { candidateOf } from './verdicts.ts'

/** A candidate and its log-odds as the evidence alone has them. */
export type Weighed = { readonly candidate: Candidate; readonly weight: number }

/** What a word moves the log-odds of the cause itself by. A step that works helps against many causes, so it says less. */
export const MOVES: Readonly<Record<FeedbackVerdict, number>> = {
  right: Math.log(9),
  'not-quite': -Math.log(2),
  wrong: -Math.log(9),
  worked: Math.log(3),
  'did-not-help': -Math.log(2),
}
/** All steps of a cause together say no more than the word "right" or "wrong". */
const MOST_BY_STEPS = Math.log(9)
/** A claim that is not the cause's best evidence counts as a further group of it does. */
const FURTHER_CLAIM = 0.35

/** Step width of the online logistic regression, and the most that one word may move a candidate through its features. */
const RATE = 0.5
const CLIP = 0.5
/** The most that all words together move a candidate through its features: far less than a word about itself. */
const MOST_BY_FEATURES = 0.8

/**
 * How much the standing feedback moves the log-odds of each candidate. A word moves what it is about by a fixed amount, and takes one
 * clipped step of online logistic regression for the features that it rests on: so do others that rest on the same move a little.
 *
 * A pure function of the list: it is replayed from the evidence's own weights each time, so that without a word everything is as if it
 * had never been said. A "right" never lowers the candidate it is about against any other: the others gain at most `MOST_BY_FEATURES`.
 */
export function learn(feedback: readonly Feedback[], weighed: readonly Weighed[]): ReadonlyMap<Candidate, number> {
  const candidates = weighed.map(({ candidate }) => candidate)
  const telling = tellingFeatures(candidates)
  const features = new Map<string, number>()
  const direct = new Map<Candidate, number>()
  const steps = new Map<Candidate, number>()
  const byFeatures = (candidate: Candidate) => clip(sumOf(telling.get(candidate) ?? [], features), MOST_BY_FEATURES)
  for (const { target, verdict } of standingFeedback(feedback)) {
    for (const { candidate, part } of concerned(target, candidates)) {
      const moves = target.kind === 'step' ? steps : direct
      const logOdds = (weighed.find((one) => one.candidate === candidate)?.weight ?? 0) + byFeatures(candidate)
      add(moves, candidate, MOVES[verdict] * part)
      const own = telling.get(candidate) ?? []
      for (const feature of own) add(features, feature, (logisticStep(logOdds, verdict) * part) / own.length)
    }
  }
  return new Map(
    candidates.map((candidate) => [
      candidate,
      (direct.get(candidate) ?? 0) + clip(steps.get(candidate) ?? 0, MOST_BY_STEPS) + byFeatures(candidate),
    ]),
  )
}

/** The candidates that a word is about, and how much of each it is about. */
function concerned(target: Feedback['target'], candidates: readonly Candidate[]): { candidate: Candidate; part: number }[] {
  if (target.kind !== 'claim') {
    const candidate = candidateOf(target.hypothesisId, candidates)
    return candidate ? [{ candidate, part: 1 }] : []
  }
  const findingId = target.claimId.replace(/-c\d+$/, '')
  return candidates.flatMap((candidate) =>
    candidate.main.id === findingId
      ? [{ candidate, part: 1 }]
      : candidate.findings.some(({ id }) => id === findingId)
        ? [{ candidate, part: FURTHER_CLAIM }]
        : [],
  )
}

/** Gradient of the log-likelihood of the word, times the rate, clipped; the less a word moves, the smaller its step. */
function logisticStep(logOdds: number, verdict: FeedbackVerdict): number {
  const move = MOVES[verdict]
  const expected = 1 / (1 + Math.exp(-logOdds))
  const strength = Math.abs(move) / Math.log(9)
  return clip(RATE * strength * ((move > 0 ? 1 : 0) - expected), CLIP)
}

function sumOf(names: readonly string[], values: ReadonlyMap<string, number>): number {
  return names.reduce((sum, name) => sum + (values.get(name) ?? 0), 0)
}

function add<K>(map: Map<K, number>, key: K, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value)
}

function clip(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}
