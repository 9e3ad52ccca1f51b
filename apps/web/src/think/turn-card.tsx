import { useState } from 'react'
import type { Board as BoardData, Claim } from '@faultmaven/contracts'
import { isRunning, type TurnView } from '../case/case-view.ts'
import { AskedBox } from '../asking/asked-box.tsx'
import type { Upload } from '../compose/uploads.tsx'
import { clockTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { Notice } from '../ui/notice.tsx'
import { type Examined, ReportRow } from '../report/report-row.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Board } from './board.tsx'
import { EvidenceNeeds } from './evidence-needs.tsx'
import { Headline } from './headline.tsx'
import { ModelSwitch } from './model-switch.tsx'
import { NextSteps } from './next-steps.tsx'
import { NotExamined } from './not-examined.tsx'
import { PhaseStrip } from './phase-strip.tsx'
import { Section } from './section.tsx'
import { Statement } from './statement.tsx'
import { hasModelPart, withoutModel } from './without-model.ts'
import { Working } from './working.tsx'

type Props = {
  /** Undefined until the server has begun the turn. */
  readonly turn: TurnView | undefined
  /** Set while, or after, this tab sent the turn. */
  readonly upload: Upload | undefined
  readonly claims: ReadonlyMap<string, Claim>
  /** The causes as earlier turns left them, for a turn that ranks none itself. */
  readonly earlierBoard?: BoardData | undefined
  /** What the whole case holds: a report names it, whichever turn brought it. */
  readonly examined?: Examined | undefined
  /** A newer turn has begun. */
  readonly past?: boolean
}

/** One question and its answer: headline, causes, statements, what to do. Parts appear below what is there already. */
export function TurnCard({ turn, upload, claims, earlierBoard, examined, past = false }: Props) {
  const [isWithModel, setWithModel] = useState(true)
  const whole = turn?.answer
  const answer = whole && !isWithModel ? withoutModel(whole) : whole
  const unsent = turn === undefined && (upload?.state === 'failed' || upload?.state === 'stopped')
  const running = !unsent && (turn === undefined || isRunning(turn))
  const statements = answer?.statements ?? []
  const hasBoard = answer !== undefined && answer.board.problems.length > 0
  return (
    <article aria-label="Answer" className="pb-2">
      <Question text={answer?.question ?? upload?.question} startedAt={turn?.startedAt} />
      <PhaseStrip phases={answer?.phases ?? {}} running={running} />
      <div className="mt-2">
        <Headline
          answer={answer}
          unsent={unsent}
          doing={unsent ? 'This question has not reached the server' : doingOf(turn, upload)}
        />
        {answer?.problems.map((problem) => (
          <div key={problem.code} className="mb-2">
            <Notice look="error" title={problem.title}>
              {problem.detail} What was found before stays below. Send the question again to go on.
            </Notice>
          </div>
        ))}
        {whole && hasModelPart(whole) && <ModelSwitch isOn={isWithModel} onChange={setWithModel} />}
        {hasBoard && (
          <Board board={answer.board} claims={claims}>
            {answer.asked && !running && <AskedBox asked={answer.asked} closed={past} />}
          </Board>
        )}
        {running && !hasBoard && <Working turn={turn} upload={upload} />}
      </div>
      {statements.length > 0 && (
        <Section title="Answer">
          <div className="flex flex-col gap-2">
            {statements.map(({ statementId, basis, text }, at) => (
              <Statement
                key={statementId}
                text={text}
                claim={claims.get(basis)}
                complete={!running || at < statements.length - 1}
              />
            ))}
          </div>
        </Section>
      )}
      {/* Below the statements, and so only once no statement can push them down. */}
      {answer && !running && (
        <>
          <NextSteps
            steps={answer.steps}
            causes={(hasBoard ? answer.board : earlierBoard)?.problems.flatMap(({ hypotheses }) => hypotheses) ?? []}
          />
          <EvidenceNeeds needs={answer.needs} collectScript={answer.collectScript} />
          {answer.outcome !== undefined && <NotExamined answer={answer} />}
          {answer.outcome !== undefined && answer.outcome !== 'interrupted' && <ReportRow answer={answer} examined={examined} />}
          {!hasBoard && earlierBoard && (
            <Section title="Causes so far">
              <Board board={earlierBoard} claims={claims} />
            </Section>
          )}
        </>
      )}
    </article>
  )
}

function Question({ text, startedAt }: { readonly text: string | undefined; readonly startedAt: string | undefined }) {
  return (
    <ScrollRegion label="Question" className="mb-2 max-h-48 rounded bg-panel p-2 wrap-anywhere">
      <span className="text-xs text-mut">You{startedAt !== undefined && ` · ${clockTime(startedAt).slice(0, 8)} UTC`}</span>
      <p className="whitespace-pre-wrap">{text ? visibleText(text) : <i className="text-mut">Data without a question</i>}</p>
    </ScrollRegion>
  )
}

const DOING: Readonly<Record<string, string>> = {
  intake: 'Reading the question',
  'define-blast-radius': 'Finding what is affected',
  'establish-timeline': 'Putting events in order',
  'formulate-hypotheses': 'Weighing possible causes',
  'validate-hypotheses': 'Checking every claim against the evidence',
  'propose-solution': 'Writing down what to do',
}

function doingOf(turn: TurnView | undefined, upload: Upload | undefined): string {
  const phase = Object.entries(turn?.answer.phases ?? {}).findLast(([, told]) => told === 'running')?.[0]
  if (phase !== undefined) return DOING[phase] ?? 'Investigating'
  if (upload?.state === 'sending' && upload.totalBytes > 0) return 'Reading what you send while it arrives'
  return 'Reading the evidence'
}
