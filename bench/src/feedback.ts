import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Feedback, FeedbackVerdict, ProblemGroup } from '@faultmaven/contracts'
import { boardOf, makeStates, rankedIds, type SavedCase, type State } from './feedback-states.ts'

/**
 * `npm run bench:feedback -- FOLDER`: what one word of feedback does in states with a wrong leader. FOLDER holds saved cases as JSON,
 * one a file. Prints a table by the way in which the states were made.
 */
const TOP = 5
const WANTED_SHARE = 0.6
const WANTED_STATES = 200

type Measured = {
  readonly made: string
  /** Rank of the right cause before, from 1; 0 when the board does not show it. */
  readonly rank: number
  readonly rightAfterWrong: boolean
  readonly loweredByRight: boolean
  readonly undone: boolean
}

const [folder = ''] = process.argv.slice(2)
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as SavedCase)
const measured = makeStates(cases).map(measure)
const ways = [...new Set(measured.map(({ made }) => made)), 'all']
console.log(
  '| states with a wrong leader | states | right cause in the top five | first after one "wrong" | second before | "right" lowered it | undo not exact |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- |')
for (const way of ways)
  console.log(
    rowOf(
      way,
      measured.filter(({ made }) => way === 'all' || made === way),
    ),
  )

const near = measured.filter(isNear)
const moved = near.filter(({ rightAfterWrong }) => rightAfterWrong).length / near.length
const isMet =
  near.length >= WANTED_STATES &&
  moved >= WANTED_SHARE &&
  measured.every(({ loweredByRight, undone }) => !loweredByRight && undone)
console.log(
  `${cases.length} saved cases; ${isMet ? 'met' : 'NOT met'}: at least ${WANTED_STATES} states, ${WANTED_SHARE * 100}%, none lowered, all undone`,
)
process.exitCode = isMet ? 0 : 1

function measure({ made, evidence, problems, truth }: State): Measured {
  const leader = problems[0]!.hypotheses[0]!.id
  const wrong = wordOn(leader, 'wrong')
  const praised = boardOf({ ...evidence, feedback: [wordOn(truth, 'right')] })
  return {
    made,
    rank: rankOf(problems, truth),
    rightAfterWrong: rankOf(boardOf({ ...evidence, feedback: [wrong] }), truth) === 1,
    loweredByRight: isLowered(problems, praised, truth),
    undone: JSON.stringify(boardOf({ ...evidence, feedback: [{ ...wrong, undone: true }] })) === JSON.stringify(problems),
  }
}

function isNear({ rank }: Measured): boolean {
  return rank >= 1 && rank <= TOP
}

function isLowered(before: readonly ProblemGroup[], after: readonly ProblemGroup[], id: string): boolean {
  const rank = rankOf(before, id)
  if (rank === 0) return false
  const afterRank = rankOf(after, id)
  return afterRank === 0 || afterRank > rank || confidenceOf(after, id) < confidenceOf(before, id)
}

function rankOf(problems: readonly ProblemGroup[], id: string): number {
  return rankedIds(problems).indexOf(id) + 1
}

function confidenceOf(problems: readonly ProblemGroup[], id: string): number {
  return problems.flatMap(({ hypotheses }) => hypotheses).find((hypothesis) => hypothesis.id === id)?.confidence ?? 0
}

function rowOf(name: string, rows: readonly Measured[]): string {
  const near = rows.filter(isNear)
  const moved = near.filter(({ rightAfterWrong }) => rightAfterWrong).length
  const second = near.filter(({ rank }) => rank === 2).length
  const lowered = rows.filter(({ loweredByRight }) => loweredByRight).length
  const kept = rows.filter(({ undone }) => !undone).length
  return `| ${name} | ${rows.length} | ${near.length} | ${moved} (${percent(moved, near.length)}) | ${second} (${percent(second, near.length)}) | ${lowered} | ${kept} |`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`
}

function wordOn(hypothesisId: string, verdict: FeedbackVerdict): Feedback {
  return {
    id: '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10',
    at: '2026-11-23T00:00:00Z',
    target: { kind: 'hypothesis', hypothesisId },
    verdict,
  }
}
