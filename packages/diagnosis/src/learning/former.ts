import type { ProblemGroup } from '@faultmaven/contracts'

/** Problems with what each confidence was before feedback, where it moved. What was not on the board before has no former confidence. */
export function withFormer(problems: readonly ProblemGroup[], before: readonly ProblemGroup[]): ProblemGroup[] {
  const former = new Map(before.flatMap(({ hypotheses }) => hypotheses).map(({ id, confidence }) => [id, confidence]))
  return problems.map((problem) => ({
    ...problem,
    hypotheses: problem.hypotheses.map((hypothesis) => {
      const was = former.get(hypothesis.id)
      return was === undefined || was === hypothesis.confidence ? hypothesis : { ...hypothesis, was }
    }),
  }))
}
