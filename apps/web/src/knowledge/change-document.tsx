import { api, type DocumentScope, type ListedDocument } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { type ChosenScope, useKnowledgeChanged } from '../api/knowledge.ts'
import { Button } from '../ui/button.tsx'
import { ScopeSelect } from './scope-select.tsx'

const DAY_LENGTH = 10

/** Who finds a document, and by when somebody should look whether it still holds. */
export function ChangeDocument({ document, onEnd }: { readonly document: ListedDocument; readonly onEnd: () => void }) {
  const { documentId, scope, reviewBy } = document
  const changed = useKnowledgeChanged()
  const [chosen, setChosen] = useState<ChosenScope>()
  const [day, setDay] = useState(reviewBy?.slice(0, DAY_LENGTH) ?? '')
  const saving = useMutation({
    mutationFn: () =>
      call(api.operations.changeDocument, {
        documentId,
        reviewBy: day === '' ? null : `${day}T23:59:59.999Z`,
        ...(chosen && { sharedWith: scopeOf(chosen) }),
      }),
    onSuccess() {
      changed()
      onEnd()
    },
  })
  return (
    <form
      className="mt-1.5 flex flex-wrap items-center gap-2 border-t border-line pt-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <ScopeSelect label="Found by" chosen={chosen ?? chosenOf(scope)} onChoose={setChosen} />
      <label className="flex items-center gap-1.5">
        Review by
        <input
          type="date"
          value={day}
          onChange={({ target }) => setDay(target.value)}
          className="h-7 rounded border border-edge bg-bg px-1"
        />
      </label>
      <Button type="submit" look="main" disabled={saving.isPending}>
        Save
      </Button>
      <Button onClick={onEnd}>Leave as it is</Button>
      {saving.error && (
        <p role="alert" className="text-err">
          {messageOf(saving.error)}
        </p>
      )}
    </form>
  )
}

function chosenOf(scope: DocumentScope): ChosenScope {
  return scope.kind === 'team' ? { scope: 'team', teamId: scope.teamId } : { scope: scope.kind }
}

function scopeOf({ scope, teamId = '' }: ChosenScope): DocumentScope {
  return scope === 'team' ? { kind: 'team', teamId } : { kind: scope }
}
