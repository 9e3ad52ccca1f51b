import type { Hypothesis, NextStep, ProblemGroup } from '@faultmaven/contracts'
import { RESOURCES } from '../grammar/fault-words.ts'
import type { BoardQuestion } from '../question/board-question.ts'
import { contentWords, stem } from '../question/content-words.ts'
import { clip } from './clip.ts'
import type { Statement } from './compose-answer.ts'

type Board = { readonly problems: readonly ProblemGroup[]; readonly steps: readonly NextStep[] }

/** Said with less the cause is not decided. */
const SUPPORTED = 0.5
const MAX_STEPS = 3

/** A direct answer from what was ranked: its headline, and the sentence that says it. @returns undefined where no cause is ranked */
export function composeBoardAnswer(
  question: BoardQuestion,
  { problems, steps }: Board,
): { readonly headline: string; readonly statement: Statement } | undefined {
  const causes = problems.flatMap(({ hypotheses }) => hypotheses).filter(({ state }) => state !== 'refuted')
  const [leader] = causes
  if (!leader) return undefined
  const text = question.kind === 'is-it' ? whetherText(question.about, causes, leader) : stepsText(steps, leader)
  return { headline: text, statement: { id: 's-board', text: `${text}.`, basis: 'inference' } }
}

function whetherText(about: string, causes: readonly Hypothesis[], leader: Hypothesis): string {
  const named = causes.filter((cause) => isAbout(cause, about)).toSorted((a, b) => b.confidence - a.confidence)[0]
  const best = `“${clip(leader.title, 120)}” (${percentOf(leader)})`
  const isDecided = leader.confidence >= SUPPORTED
  if (!named) {
    const none = `No cause that the evidence points to names “${clip(about, 60)}”`
    return isDecided ? `${none}: most likely is ${best}` : `${none}, and none is decided: the likeliest is ${best}`
  }
  if (named.confidence >= SUPPORTED) return `Yes, most likely: “${clip(named.title, 120)}” (${percentOf(named)})`
  const own = `“${clip(named.title, 120)}” (${percentOf(named)})`
  if (isDecided) return `Probably not: ${own} is less likely than ${best}`
  return named === leader ? `Undecided: ${own} is the likeliest` : `Undecided: ${own}, while the likeliest is ${best}`
}

/** A cause that says one of the words, or is of the resource that they mean. */
function isAbout({ title, summary, mechanism, entity = '' }: Hypothesis, about: string): boolean {
  const said = `${title} ${summary} ${mechanism} ${entity}`
  const stems = new Set(contentWords(said.replaceAll(/[/-]/g, ' ')).map(stem))
  if (contentWords(about).some((word) => stems.has(stem(word)))) return true
  const [resource] = RESOURCES.filter(({ pattern }) => pattern.test(about))
  return resource?.pattern.test(`${title} ${mechanism}`) === true
}

function stepsText(steps: readonly NextStep[], leader: Hypothesis): string {
  const cause = `“${clip(leader.title, 120)}” (${percentOf(leader)})`
  const mitigating = steps.filter(({ purpose }) => purpose === 'mitigate').slice(0, MAX_STEPS)
  const [first, ...then] = (mitigating.length > 0 ? mitigating : steps.slice(0, 1)).map(({ text }) => text.replace(/\.$/, ''))
  if (first === undefined) return `No step is known against ${cause}`
  const lead = mitigating.length > 0 ? 'Do first' : `Nothing is known to mitigate it at once; begin with`
  return `${lead}: ${[first, ...then].join('; then: ')}. Against ${cause}${leader.confidence < SUPPORTED ? ', which is not decided' : ''}`
}

function percentOf({ confidence }: Hypothesis): string {
  return `${Math.round(confidence * 100)}%`
}
