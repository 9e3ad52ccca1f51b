import type { ProblemGroup } from '@faultmaven/contracts'
import type { Statement } from '@faultmaven/diagnosis'

type Answer = { readonly statements: readonly Statement[]; readonly problems: readonly ProblemGroup[] }

/**
 * Without those that repeat how the board explains a cause, or name a problem that stands on it: there their claims stand below them,
 * while as a statement, which rests on one claim or none, they would look like a guess.
 */
export function besideBoard({ statements, problems }: Answer): Statement[] {
  const told = new Set(problems.flatMap(({ hypotheses }) => hypotheses.map(({ summary }) => summary)))
  const isNamed = (text: string) => problems.some(({ title }) => text.endsWith(`: ${title}.`))
  return statements.filter(({ text, basis }) => !told.has(text) && !(basis === 'inference' && isNamed(text)))
}
