import type { FeedbackTarget, FeedbackVerdict } from '@faultmaven/contracts'
import { Check, CircleHelp, type LucideIcon, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { visibleText } from '@faultmaven/report'
import { useFeedback } from './feedback-context.ts'
import { SolvedBox } from './solved-box.tsx'
import { NoteBox } from './note-box.tsx'

type Choice = { readonly verdict: FeedbackVerdict; readonly word: string; readonly icon: LucideIcon; readonly key?: string }

const ON_CAUSE: readonly Choice[] = [
  { verdict: 'right', word: 'Right', icon: Check, key: 'r' },
  { verdict: 'not-quite', word: 'Not quite', icon: CircleHelp, key: 'q' },
  { verdict: 'wrong', word: 'Wrong', icon: X, key: 'x' },
]
const ON_STEP: readonly Choice[] = [
  { verdict: 'worked', word: 'Worked', icon: Check },
  { verdict: 'did-not-help', word: 'Did not help', icon: X },
]

type Props = {
  readonly target: FeedbackTarget
  /** What it is about, for those who do not see the page. */
  readonly about: string
  /** What stands before the buttons; its room is kept by the caller. */
  readonly children?: ReactNode
}

/** What the user says of a cause, a claim or a step: one click, taken back by the same click. Of a fixed height. */
export function VerdictBar({ target, about, children }: Props) {
  const feedback = useFeedback()
  if (!feedback) return null
  const said = feedback.verdictOf(target)
  return (
    <fieldset className="flex min-h-6 min-w-0 flex-wrap items-center gap-1 text-xs">
      <legend className="sr-only">Is this right? {visibleText(about)}</legend>
      {children}
      {(target.kind === 'step' ? ON_STEP : ON_CAUSE).map(({ verdict, word, icon: Icon, key }) => (
        <button
          key={verdict}
          type="button"
          data-verdict={verdict}
          aria-pressed={said === verdict}
          title={said === verdict ? `Take back “${word}”` : key === undefined ? word : `${word} (${key})`}
          onClick={() => feedback.give(target, verdict)}
          className={`inline-flex min-h-6 items-center gap-1 rounded border px-1.5 whitespace-nowrap ${said === verdict ? 'border-acc bg-hit text-fg' : 'border-transparent text-mut hover:border-edge hover:text-fg'}`}
        >
          <Icon size={12} aria-hidden />
          {word}
        </button>
      ))}
      {(said === 'not-quite' || said === 'wrong') && (
        <NoteBox key={said} onNote={(note) => feedback.give(target, said, { note })} />
      )}
      {said === 'right' && target.kind === 'hypothesis' && (
        <SolvedBox solved={feedback.isSolved(target)} onSolved={(solved) => feedback.give(target, said, { solved })} />
      )}
    </fieldset>
  )
}
