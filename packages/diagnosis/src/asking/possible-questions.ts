import type { AnswerChoice, Finding, Hypothesis, ProblemGroup, UserQuestion } from '@faultmaven/contracts'
import { clip } from '../composition/clip.ts'
import { isNameOfMetric, mainFinding } from '../composition/hypothesis-words.ts'
import { remedyOf } from '../composition/remedies.ts'
import { resourceWords } from '../grammar/fault-words.ts'
import type { Evidence } from '../ranking/evidence.ts'

/** A question and how likely each of its answers is, by the confidences of what it is about. */
export type PossibleQuestion = {
  readonly question: UserQuestion
  readonly likelihood: (choice: AnswerChoice) => number
}

const UNKNOWN: AnswerChoice = { value: 'unknown', label: 'I don’t know', supports: [], against: [] }
/** What shows how a thing was: who looks at it again sees no more. */
const SHOWS_STATE = new Set<Finding['kind']>(['state', 'reference', 'series', 'healthy'])
const MAX_ASKED_OF = 4

/** Questions about causes on the board that somebody who can look answers and no source does, best cause first. */
export function possibleQuestions(evidence: Evidence, problems: readonly ProblemGroup[]): PossibleQuestion[] {
  const open = problems.flatMap(({ hypotheses }) => hypotheses).filter(({ state }) => state !== 'refuted')
  const best = open.slice(0, MAX_ASKED_OF)
  const why = `No source that was examined shows it. It would help to tell ${best
    .slice(0, 2)
    .map(({ title, confidence }) => `“${clip(title, 80)}” (${Math.round(confidence * 100)}%)`)
    .join(' from ')}.`
  const rivals = problems[0]?.hypotheses.filter(({ state }) => state !== 'refuted').slice(0, 2) ?? []
  return [
    ...best.flatMap((hypothesis) => stateQuestion(hypothesis, best, evidence, why)),
    // Last: an order is harder to remember than whether something was so.
    ...orderQuestion(rivals, evidence, why),
  ]
}

/** Whether a cause was as its mechanism has it; the same question about two causes tells neither from the other. */
function stateQuestion(hypothesis: Hypothesis, all: readonly Hypothesis[], evidence: Evidence, why: string): PossibleQuestion[] {
  const text = askedOf(hypothesis, evidence)
  if (text === undefined || all.some((other) => other !== hypothesis && askedOf(other, evidence) === text)) return []
  const { id, confidence } = hypothesis
  const choices = [
    { value: 'yes', label: 'Yes', supports: [id], against: [] },
    { value: 'no', label: 'No', supports: [], against: [id] },
    UNKNOWN,
  ]
  return [
    {
      question: { about: `state ${id}`, text, why, choices },
      likelihood: ({ value }) => (value === 'yes' ? confidence : 1 - confidence),
    },
  ]
}

function askedOf(hypothesis: Hypothesis, evidence: Evidence): string | undefined {
  const main = mainFinding(hypothesis, evidence)
  if (!main || isNameOfMetric(hypothesis, evidence) || isShown(hypothesis, main, evidence)) return undefined
  return remedyOf(hypothesis.mechanism, clip(thingOf(hypothesis), 100)).asks
}

/** "the TLS certificate (orders-db)": who is asked must know which half of the two is meant. */
function thingOf({ mechanism, entity }: Hypothesis): string {
  const resource = resourceWords(mechanism.split('/')[0] ?? '')?.say
  return resource === undefined ? (entity ?? 'it') : entity === undefined ? resource : `${resource} (${entity})`
}

/** The evidence tells itself how the thing was. */
function isShown({ entity }: Hypothesis, main: Finding, { findings }: Evidence): boolean {
  if (SHOWS_STATE.has(main.kind)) return true
  return entity !== undefined && findings.some(({ kind, entities }) => SHOWS_STATE.has(kind) && entities.includes(entity))
}

/** Which of two rivals came first, where the evidence has no time for one of them: a cause precedes what it causes. */
function orderQuestion(rivals: readonly Hypothesis[], evidence: Evidence, why: string): PossibleQuestion[] {
  const [first, second] = rivals
  if (!first || !second) return []
  const mains = [first, second].map((hypothesis) => mainFinding(hypothesis, evidence))
  if (mains.some((main) => main === undefined) || mains.every((main) => main?.interval !== undefined)) return []
  const choice = (value: string, one: Hypothesis, other: Hypothesis): AnswerChoice => ({
    value,
    label: clip(one.title, 80),
    supports: [one.id],
    against: [other.id],
  })
  const both = first.confidence + second.confidence
  return [
    {
      question: {
        about: `order ${[first.id, second.id].toSorted().join(' ')}`,
        text: 'Which of the two came first?',
        why,
        choices: [choice('first', first, second), choice('second', second, first), UNKNOWN],
      },
      likelihood: ({ value }) => (value === 'first' ? first.confidence : second.confidence) / both,
    },
  ]
}
