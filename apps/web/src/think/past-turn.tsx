import type { Claim } from '@faultmaven/contracts'
import type { TurnView } from '../case/case-view.ts'
import { FeedbackContext } from '../feedback/feedback-context.ts'
import { visibleText } from '@faultmaven/report'
import { TurnCard } from './turn-card.tsx'

/** An earlier turn of the case: its question and headline, opened on demand. */
export function PastTurn({ turn, claims }: { readonly turn: TurnView; readonly claims: ReadonlyMap<string, Claim> }) {
  const { question, headline, outcome } = turn.answer
  return (
    <details className="mb-2 rounded border border-line">
      <summary className="p-2 wrap-anywhere hover:bg-panel">
        <span className="text-mut">{question ? visibleText(question.slice(0, 200)) : 'Data without a question'}</span>
        <br />
        <b>{headline ? visibleText(headline) : (outcome ?? 'no answer')}</b>
      </summary>
      <div className="border-t border-line p-2">
        <FeedbackContext value={undefined}>
          <TurnCard turn={turn} upload={undefined} claims={claims} past />
        </FeedbackContext>
      </div>
    </details>
  )
}
