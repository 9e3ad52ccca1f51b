import type { Board as BoardData, Claim, ProblemGroup } from '@faultmaven/contracts'
import { type ReactNode, useState } from 'react'
import { asBefore } from '../feedback/steady-board.ts'
import { UndoBar } from '../feedback/undo-bar.tsx'
import { percentages } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { HypothesisRow, ShareRow } from './hypothesis-row.tsx'

type Props = {
  readonly board: BoardData
  readonly claims: ReadonlyMap<string, Claim>
  /** What moves the ranking and stands below it: rows hold still while the pointer is there. */
  readonly children?: ReactNode
}

/** The ranked causes of each problem; each problem's shares print as exactly 100%. Rows move only when the pointer is elsewhere. */
export function Board({ board, claims, children }: Props) {
  const [held, setHeld] = useState<readonly ProblemGroup[]>()
  const problems = held ? asBefore(board.problems, held) : board.problems
  const leader = board.problems[0]?.hypotheses[0]?.id
  return (
    <div
      className="flex flex-col gap-3"
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setHeld(board.problems)}
      onPointerLeave={() => setHeld(undefined)}
    >
      <UndoBar />
      {problems.map((problem, at) => (
        <Problem
          key={problem.id}
          problem={problem}
          claims={claims}
          leader={leader}
          title={(held ?? problems).length > 1 ? `Problem ${at + 1}: ` : ''}
        />
      ))}
      {children}
    </div>
  )
}

type ProblemProps = {
  readonly problem: ProblemGroup
  readonly claims: ReadonlyMap<string, Claim>
  readonly title: string
  /** The first cause of the worst problem: it is shown opened. */
  readonly leader: string | undefined
}

function Problem({ problem, claims, title, leader }: ProblemProps) {
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
            opened={hypothesis.id === leader}
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
