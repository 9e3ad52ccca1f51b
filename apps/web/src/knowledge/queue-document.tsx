import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { Button } from '../ui/button.tsx'

/** Adds a document of the case to the knowledge base, unredacted, where it outlives the case. */
export function QueueDocument({ caseId, sourceId }: { readonly caseId: string; readonly sourceId: string }) {
  const queueing = useMutation({
    mutationFn: () => call(api.operations.queueDocument, { caseId, sourceId, scope: 'user' }),
  })
  return (
    <p className="flex flex-wrap items-center gap-2 text-mut">
      Searched for advice in this case, and gone with it.
      <Button disabled={queueing.isPending || queueing.isSuccess} onClick={() => queueing.mutate()}>
        Keep in my knowledge base
      </Button>
      <output>{queueing.isSuccess && 'Queued, as you uploaded it: it outlives this case'}</output>
      {queueing.error && (
        <span role="alert" className="text-err">
          {messageOf(queueing.error)}
        </span>
      )}
    </p>
  )
}
