import { api, type RunbookDraft } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { BookPlus } from 'lucide-react'
import { useState } from 'react'
import { visibleText } from '@faultmaven/report'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { addDocument } from '../api/knowledge.ts'
import { plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'

type Draft = Extract<RunbookDraft, { state: 'draft' }>

/** Makes a runbook of a solved case: drafted and redacted by the server, read and confirmed by a person, then added. */
export function SaveRunbook() {
  const { id: caseId } = useParams({ from: '/c/$id' })
  const drafting = useMutation({ mutationFn: () => call(api.operations.draftRunbook, { caseId }) })
  const draft = drafting.data
  return (
    <>
      <Button disabled={drafting.isPending} onClick={() => drafting.mutate()}>
        <BookPlus size={13} aria-hidden />
        Save as runbook
      </Button>
      {draft?.state === 'refused' && <output className="w-full text-warn">{draft.why}</output>}
      {drafting.error && (
        <p role="alert" className="w-full text-err">
          {messageOf(drafting.error)}
        </p>
      )}
      {draft?.state === 'draft' && <DraftBox key={drafting.submittedAt} draft={draft} onClose={() => drafting.reset()} />}
    </>
  )
}

function DraftBox({ draft, onClose }: { readonly draft: Draft; readonly onClose: () => void }) {
  const [text, setText] = useState(() => draft.pieces.map((piece) => piece.text).join(''))
  const withheld = draft.pieces.filter(({ was }) => was !== undefined).length
  const saving = useMutation({
    mutationFn: () => addDocument({ name: draft.name, scope: 'user', body: new Blob([text], { type: 'text/markdown' }) }),
  })
  if (saving.isSuccess) return <output className="w-full">Queued for the knowledge base as {visibleText(draft.name)}.</output>
  return (
    <section aria-label="Save as runbook" className="mt-1.5 w-full rounded border border-line bg-panel p-2">
      <p className="mb-1.5 text-mut">
        It outlives this case. {withheld === 0 ? 'Nothing had to be withheld' : `${plural(withheld, 'value')} withheld`}; read it
        before you save it.
      </p>
      <div className="grid gap-2 lg:grid-cols-2">
        <ScrollRegion
          label="What is withheld"
          className="max-h-80 rounded border border-line bg-bg p-2 whitespace-pre-wrap wrap-anywhere"
        >
          {draft.pieces.map((piece, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a draft does not change
            <Piece key={at} {...piece} />
          ))}
        </ScrollRegion>
        <textarea
          aria-label="The runbook as it is saved"
          value={text}
          onChange={({ target }) => setText(target.value)}
          className="min-h-48 rounded border border-edge bg-bg p-2 font-mono text-xs"
        />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        <Button look="main" disabled={saving.isPending || text.trim() === ''} onClick={() => saving.mutate()}>
          I have read it: save
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        {saving.error && (
          <span role="alert" className="text-err">
            {messageOf(saving.error)}
          </span>
        )}
      </div>
    </section>
  )
}

function Piece({ text, was }: Draft['pieces'][number]) {
  if (was === undefined) return visibleText(text)
  return (
    <>
      <del className="bg-err/15 text-err">{visibleText(was)}</del>{' '}
      <ins className="bg-hit font-mono no-underline">{visibleText(text)}</ins>
    </>
  )
}
