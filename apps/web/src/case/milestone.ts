import { plural } from '../format/amounts.ts'
import type { CaseView, TurnView } from './case-view.ts'

/** What a screen reader is told when a turn reaches a milestone; never single tokens or counters. */
export function milestone({ turns }: CaseView): string {
  const turn = turns.at(-1)
  if (!turn) return ''
  const { answer } = turn
  if (answer.problems.length > 0) return `The investigation stopped: ${answer.problems[0]!.title}`
  if (answer.outcome === 'interrupted') return 'The turn was interrupted'
  if (answer.outcome !== undefined) return `Answer ready: ${answer.headline}. ${countsOf(turn)}`
  if (answer.board.problems.length > 0) return 'First causes are ranked'
  if (answer.findings.length > 0) return 'First findings are in'
  return 'Investigation started'
}

function countsOf({ answer }: TurnView): string {
  const hypotheses = answer.board.problems.reduce((sum, { hypotheses }) => sum + hypotheses.length, 0)
  return `${plural(hypotheses, 'hypothesis', 'hypotheses')}, ${plural(answer.claims.length, 'verified claim')}`
}
