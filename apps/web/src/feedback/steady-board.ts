import type { Hypothesis, ProblemGroup } from '@faultmaven/contracts'

/**
 * The problems as they stood before, with the shares and states of now: rows, titles and texts keep their places, new rows stand below.
 * So nothing moves under the pointer while the ranking does. Each problem keeps its own hypotheses, so that its shares sum to 100%.
 */
export function asBefore(problems: readonly ProblemGroup[], before: readonly ProblemGroup[]): ProblemGroup[] {
  const rows = before.flatMap(({ hypotheses, title }) => hypotheses.map((hypothesis) => ({ hypothesis, title })))
  const place = new Map(rows.map(({ hypothesis }, at) => [hypothesis.id, at]))
  const placeOf = ({ id }: Hypothesis) => place.get(id) ?? rows.length
  const firstOf = ({ hypotheses }: ProblemGroup) => Math.min(rows.length, ...hypotheses.map(placeOf))
  return problems
    .toSorted((a, b) => firstOf(a) - firstOf(b))
    .map((problem) => ({
      ...problem,
      title: rows[firstOf(problem)]?.title ?? problem.title,
      hypotheses: problem.hypotheses
        .toSorted((a, b) => placeOf(a) - placeOf(b))
        .map((now) => withTextOf(now, rows[placeOf(now)]?.hypothesis)),
    }))
}

function withTextOf(now: Hypothesis, before: Hypothesis | undefined): Hypothesis {
  if (!before) return now
  const { confidence, state, was } = now
  return { ...before, confidence, state, ...(was !== undefined && { was }) }
}
