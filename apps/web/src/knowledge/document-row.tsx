import { api, type KnowledgeDocument } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { visibleText } from '@faultmaven/report'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useKnowledgeChanged } from '../api/knowledge.ts'
import { bytes, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { SourceName } from '../ui/source-name.tsx'

const STATES = {
  queued: { icon: LoaderCircle, word: 'waiting to be read', ink: 'text-acc' },
  searchable: { icon: CircleCheck, word: 'searchable', ink: 'text-ok' },
  failed: { icon: CircleX, word: 'not read', ink: 'text-err' },
} as const
const SCOPES = { user: 'yours', team: 'of a team', global: 'for everybody' } as const

/** One document: what became of it, why where it failed, and how to be rid of it. */
export function DocumentRow({ document }: { readonly document: KnowledgeDocument }) {
  const { documentId, name, title, version, scope, passages, ingestion } = document
  const { icon: Icon, word, ink } = STATES[ingestion.state]
  const changed = useKnowledgeChanged()
  const [asks, setAsks] = useState(false)
  const change = useMutation({
    async mutationFn(what: 'remove' | 'retry') {
      await (what === 'remove'
        ? call(api.operations.removeDocument, { documentId })
        : call(api.operations.retryDocument, { documentId }))
    },
    onSuccess: changed,
  })
  return (
    <li className="rounded border border-line px-2 py-1.5 wrap-anywhere">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold">{visibleText(title || name)}</p>
          <p className="text-xs text-mut">
            <SourceName name={name} /> · version {version} · {bytes(document.bytes)} · {plural(passages, 'passage')} ·{' '}
            {SCOPES[scope.kind]}
          </p>
        </div>
        <span className={`inline-flex items-center gap-1 text-xs ${ink}`}>
          <Icon size={12} aria-hidden />
          {word}
        </span>
        {ingestion.state === 'failed' && (
          <Button disabled={change.isPending} onClick={() => change.mutate('retry')}>
            Try again
          </Button>
        )}
        {asks ? (
          <span className="flex gap-1.5">
            <Button look="danger" disabled={change.isPending} onClick={() => change.mutate('remove')}>
              Delete all versions
            </Button>
            <Button onClick={() => setAsks(false)}>Keep</Button>
          </span>
        ) : (
          <Button look="quiet" onClick={() => setAsks(true)} aria-label={`Delete ${name}`}>
            Delete
          </Button>
        )}
      </div>
      {ingestion.state === 'failed' && (
        <p className="mt-1 text-err">
          {visibleText(ingestion.reason)}
          {passages > 0 && '. The version before is still searched.'}
        </p>
      )}
      {change.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(change.error)}
        </p>
      )}
    </li>
  )
}
