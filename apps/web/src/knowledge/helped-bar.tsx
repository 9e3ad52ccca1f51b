import { api, type DocumentFeedback } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useKnowledgeChanged } from '../api/knowledge.ts'
import { count } from '../format/amounts.ts'

const WORDS = { helped: 'Helped', misled: 'Misled' } as const
type Verdict = keyof typeof WORDS

/** Whether a document helped: moves it up or down for the user's teams. The same click takes it back. */
export function HelpedBar({ documentId, feedback }: { readonly documentId: string; readonly feedback: DocumentFeedback }) {
  const changed = useKnowledgeChanged()
  const rating = useMutation({
    mutationFn: (verdict: Verdict | undefined) =>
      call(api.operations.rateDocument, { documentId, verdict: verdict ?? 'withdrawn' }),
    onSuccess: changed,
  })
  const { helped, misled, said } = rating.data ?? feedback
  return (
    <fieldset className="mt-1 flex min-h-6 flex-wrap items-center gap-1 text-xs">
      <legend className="sr-only">Did this document help?</legend>
      {(['helped', 'misled'] as const).map((verdict) => (
        <button
          key={verdict}
          type="button"
          aria-pressed={said === verdict}
          disabled={rating.isPending}
          onClick={() => rating.mutate(said === verdict ? undefined : verdict)}
          className={`min-h-6 rounded border px-1.5 ${said === verdict ? 'border-acc bg-hit' : 'border-edge/60 text-mut hover:text-fg'}`}
        >
          {WORDS[verdict]}
        </button>
      ))}
      <span className="text-mut">{helped + misled > 0 && `your team: helped ${count(helped)}, misled ${count(misled)}`}</span>
      {rating.error && <span role="alert">{messageOf(rating.error)}</span>}
    </fieldset>
  )
}
