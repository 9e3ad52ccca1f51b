import { Undo2 } from 'lucide-react'
import { plural } from '../format/amounts.ts'
import { useFeedback } from './feedback-context.ts'

const BUTTON = 'inline-flex min-h-6 items-center gap-1 rounded border border-edge/60 px-1.5 text-fg hover:border-acc'

/** How many words of the user's move the ranking, and how to take them back. Its room is always kept. */
export function UndoBar() {
  const feedback = useFeedback()
  if (!feedback) return null
  const { standing, failure, undoLast, undoAll } = feedback
  return (
    <div className="mb-1 flex min-h-7 flex-wrap items-center gap-1.5 text-xs text-mut">
      <output className={failure === undefined ? '' : 'text-err'}>{sentence(standing, failure)}</output>
      {standing > 0 && (
        <button type="button" className={BUTTON} onClick={undoLast}>
          <Undo2 size={12} aria-hidden />
          Undo the last
        </button>
      )}
      {standing > 1 && (
        <button type="button" className={BUTTON} onClick={undoAll}>
          Undo all
        </button>
      )}
    </div>
  )
}

function sentence(standing: number, failure: string | undefined): string {
  if (failure !== undefined) return `Your word was not taken: ${failure}. Say it again`
  if (standing === 0) return 'Say what is right or wrong: the ranking follows at once'
  return `${plural(standing, 'word')} of yours ${standing === 1 ? 'moves' : 'move'} the ranking`
}
