import { AlertDialog } from '@base-ui/react/alert-dialog'
import { api } from '@faultmaven/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Ends a case after a question, and leaves its receipt in the cache, where the workspace finds it. */
export function DeleteCase({ caseId }: { readonly caseId: string }) {
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: () => call(api.operations.deleteCase, { caseId }),
    onSuccess: (receipt) => {
      queries.removeQueries({ queryKey: ['lines', caseId] })
      queries.removeQueries({ queryKey: ['search', caseId] })
      queries.setQueryData(['receipt', caseId], receipt)
      void queries.invalidateQueries({ queryKey: ['cases'] })
    },
  })
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className={buttonClass()}>
        <Trash2 size={13} aria-hidden />
        Delete now
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <AlertDialog.Popup className="fixed top-[16vh] left-1/2 z-50 w-[min(32rem,92vw)] -translate-x-1/2 rounded-lg border border-line bg-bg p-4 shadow-xl">
          <AlertDialog.Title className="text-base font-semibold">Delete this case now?</AlertDialog.Title>
          <AlertDialog.Description className="my-2 text-mut">
            The keys of everything uploaded and concluded here are destroyed. Nobody can bring it back. A receipt with times and
            counts stays.
          </AlertDialog.Description>
          {end.error && (
            <Notice look="error" title="The case was not deleted">
              {messageOf(end.error)}. It is still there and still sealed; try again.
            </Notice>
          )}
          <div className="mt-3 flex justify-end gap-2">
            <AlertDialog.Close className={buttonClass()}>Keep it</AlertDialog.Close>
            <button type="button" className={buttonClass('danger')} disabled={end.isPending} onClick={() => end.mutate()}>
              {end.isPending ? 'Deleting…' : 'Delete now'}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
