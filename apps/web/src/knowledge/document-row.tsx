import { api, type ListedDocument } from '@faultmaven/contracts'
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
import { useNow } from '../ui/use-now.ts'
import { ChangeDocument } from './change-document.tsx'
import { wordOf } from './scope-words.ts'

const STATES = {
  queued: { icon: LoaderCircle, word: 'waiting to be read', ink: 'text-acc' },
  searchable: { icon: CircleCheck, word: 'searchable', ink: 'text-ok' },
  failed: { icon: CircleX, word: 'not read', ink: 'text-err' },
} as const

/** One document: what became of it, why where it failed, who finds it, when it is to be reviewed, and how to be rid of it. */
export function DocumentRow({ document }: { readonly document: ListedDocument }) {
  const { documentId, name, collection, title, version, searchedVersion, scope, owner, reviewBy, passages, ingestion } = document
  const { icon: Icon, word, ink } = STATES[ingestion.state]
  const changed = useKnowledgeChanged()
  const [asks, setAsks] = useState<'delete' | 'change'>()
  const now = useNow(60_000)
  const isOverdue = reviewBy !== undefined && Date.parse(reviewBy) < now
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
            <SourceName name={collection === undefined ? name : `${collection}: ${name}`} /> · version {version} ·{' '}
            {bytes(document.bytes)} · {plural(passages, 'passage')} · {wordOf(scope)} · {visibleText(owner)}
            {reviewBy !== undefined && (
              <span className={isOverdue ? 'text-warn' : ''}>
                {' '}
                · {isOverdue ? 'review overdue since' : 'review by'} {reviewBy.slice(0, 10)}
              </span>
            )}
          </p>
        </div>
        <span className={`inline-flex items-center gap-1 text-xs ${ink}`}>
          <Icon size={12} aria-hidden />
          {word}
        </span>
        {document.mayChange && (
          <span className="flex flex-wrap gap-1.5">
            {ingestion.state === 'failed' && (
              <Button disabled={change.isPending} onClick={() => change.mutate('retry')} aria-label={`Try again: ${name}`}>
                Try again
              </Button>
            )}
            {asks === 'delete' ? (
              <>
                <Button look="danger" disabled={change.isPending} onClick={() => change.mutate('remove')}>
                  Delete all versions
                </Button>
                <Button onClick={() => setAsks(undefined)}>Keep</Button>
              </>
            ) : (
              <>
                <Button
                  look="quiet"
                  aria-label={`Change ${name}`}
                  onClick={() => setAsks(asks === 'change' ? undefined : 'change')}
                >
                  Change
                </Button>
                <Button look="quiet" aria-label={`Delete ${name}`} onClick={() => setAsks('delete')}>
                  Delete
                </Button>
              </>
            )}
          </span>
        )}
      </div>
      {ingestion.state === 'failed' && (
        <p className="mt-1 text-err">
          {visibleText(ingestion.reason)}
          {searchedVersion !== undefined && `. Version ${searchedVersion} is still searched.`}
        </p>
      )}
      {asks === 'change' && <ChangeDocument document={document} onEnd={() => setAsks(undefined)} />}
      {change.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(change.error)}
        </p>
      )}
    </li>
  )
}
