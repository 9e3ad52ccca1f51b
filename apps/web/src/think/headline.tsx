import type { TurnAnswer } from '@faultmaven/contracts'
import { CircleCheck, CircleHelp, CircleSlash, LoaderCircle, OctagonX, Search } from 'lucide-react'
import { visibleText } from '@faultmaven/report'

const OUTCOMES = {
  supported: { icon: Search, word: 'Cause found', ink: 'text-ok' },
  undecided: { icon: CircleHelp, word: 'Undecided', ink: 'text-warn' },
  'no-fault': { icon: CircleCheck, word: 'No fault found', ink: 'text-ok' },
  answered: { icon: CircleCheck, word: 'Answered', ink: 'text-mut' },
  interrupted: { icon: CircleSlash, word: 'Interrupted', ink: 'text-warn' },
  failed: { icon: OctagonX, word: 'Stopped by an error', ink: 'text-err' },
  'not-sent': { icon: CircleSlash, word: 'Not sent', ink: 'text-err' },
  running: { icon: LoaderCircle, word: 'Investigating', ink: 'text-acc' },
} as const

type Props = {
  readonly answer: TurnAnswer | undefined
  /** What goes on as long as there is no answer. */
  readonly doing: string
  /** Whether the turn never reached the server. */
  readonly unsent: boolean
}

/** What is wrong or what to do, in one sentence. The same space says what is being done until there is an answer. */
export function Headline({ answer, doing, unsent }: Props) {
  const state = answer?.outcome ?? (answer && answer.problems.length > 0 ? 'failed' : unsent ? 'not-sent' : 'running')
  const { icon: Icon, word, ink } = OUTCOMES[state]
  return (
    <div className="mb-2 min-h-16">
      <p className={`flex items-center gap-1 text-xs font-semibold ${ink}`}>
        <Icon size={13} aria-hidden className={state === 'running' ? 'motion-safe:animate-spin' : ''} />
        {word}
      </p>
      <h2 className="text-base leading-snug font-semibold wrap-anywhere">{visibleText(answer?.headline || doing)}</h2>
    </div>
  )
}
