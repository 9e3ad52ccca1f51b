import type { Board as BoardData, Claim, ProblemGroup } from '@faultmaven/contracts'
import { percentages } from '../format/amounts.ts'
import { visibleText } from '../format/visible-text.ts'
import { HypothesisRow, ShareRow } from './hypothesis-row.tsx'

type Props = { readonly board: BoardData; readonly claims: ReadonlyMap<string, Claim> }

/** The ranked causes of each problem; each problem's shares print as exactly 100%. */
export function Board({ board, claims }: Props) {
  return (
    <div className="flex flex-col gap-3">
      {board.problems.map((problem, at) => (
        <Problem
          key={problem.id}
          problem={problem}
          claims={claims}
          first={at === 0}
          title={board.problems.length > 1 ? `Problem ${at + 1}: ` : ''}
        />
      ))}
    </div>
  )
}

type ProblemProps = {
  readonly problem: ProblemGroup
  readonly claims: ReadonlyMap<string, Claim>
  readonly title: string
  /** The worst problem: its leader is shown opened. */
  readonly first: boolean
}

function Problem({ problem, claims, title, first }: ProblemProps) {
  const shares = percentages([...problem.hypotheses.map(({ confidence }) => confidence), problem.somethingElse])
  return (
    <section aria-label={`Hypotheses: ${problem.title}`} className="rounded border border-line bg-panel">
      <h3 className="border-b border-line px-2 py-1.5 font-semibold wrap-anywhere">
        {title}
        {visibleText(problem.title)}
      </h3>
      <ol>
        {problem.hypotheses.map((hypothesis, at) => (
          <HypothesisRow
            key={hypothesis.id}
            hypothesis={hypothesis}
            percent={shares[at]!}
            claims={claims}
            leads={at === 0}
            opened={first && at === 0}
          />
        ))}
        <li className="flex items-center gap-2 px-2 py-1.5 text-mut">
          <span className="w-3.5" />
          <ShareRow percent={shares.at(-1)!} strong={false}>
            something else
          </ShareRow>
        </li>
      </ol>
    </section>
  )
}
