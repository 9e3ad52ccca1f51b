import { api, type KnowledgeImport } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { isRunning, useKnowledgeChanged } from '../api/knowledge.ts'
import { count, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { wordOf } from './scope-words.ts'

/** How far an import is, what it came to, and how to stop it or be rid of its documents. */
export function ImportRow({ last }: { readonly last: KnowledgeImport }) {
  const { importId, collection, progress, refused, refusedCount, passedOver, total } = last
  const changed = useKnowledgeChanged()
  const [asks, setAsks] = useState(false)
  const change = useMutation({
    async mutationFn(what: 'stop' | 'remove') {
      await (what === 'stop'
        ? call(api.operations.stopImport, { importId })
        : call(api.operations.removeCollection, { importId }))
    },
    onSuccess: changed,
  })
  const passed = passedOver.reduce((sum, { files }) => sum + files, 0)
  const seen = last.added + last.changed + last.unchanged + refusedCount + passed
  return (
    <li className="rounded border border-line px-2 py-1.5 wrap-anywhere">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold">{visibleText(collection)}</p>
          <p className="text-xs text-mut">
            {placeOf(last)} · {wordOf(last.scope)} · {visibleText(last.owner)} · {last.updatedAt.slice(0, 16).replace('T', ' ')}{' '}
            UTC
          </p>
        </div>
        <output className={`text-xs ${progress.state === 'cut-short' ? 'text-err' : ''}`}>{outcomeOf(last)}</output>
        {isRunning(last) ? (
          <Button
            disabled={change.isPending}
            aria-label={`Stop the import of ${collection}`}
            onClick={() => change.mutate('stop')}
          >
            Stop
          </Button>
        ) : asks ? (
          <span className="flex gap-1.5">
            <Button look="danger" disabled={change.isPending} onClick={() => change.mutate('remove')}>
              Delete all its documents
            </Button>
            <Button onClick={() => setAsks(false)}>Keep</Button>
          </span>
        ) : (
          <Button look="quiet" aria-label={`Delete the collection ${collection}`} onClick={() => setAsks(true)}>
            Delete
          </Button>
        )}
      </div>
      {isRunning(last) && total !== undefined && (
        <progress
          aria-label={`Import of ${collection}`}
          value={seen}
          max={Math.max(total, 1)}
          className="mt-1 block h-2 w-full accent-acc"
        />
      )}
      {progress.state === 'cut-short' && (
        <p className="mt-1 text-err">{visibleText(progress.why)}. Ask for it again to make it whole: what is there stays.</p>
      )}
      {refusedCount + passed > 0 && (
        <details className="mt-1 text-xs">
          <summary className="cursor-pointer text-mut">
            {[
              ...(refusedCount > 0 ? [`${count(refusedCount)} refused`] : []),
              ...(passed > 0 ? [`${count(passed)} passed over`] : []),
            ].join(', ')}
          </summary>
          <ul className="mt-1 flex flex-col gap-0.5">
            {refused.map(({ name, reason }, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- an archive may hold a path twice, and none is taken out
              <li key={at}>
                <span className="font-mono">{visibleText(name)}</span> <span className="text-err">{visibleText(reason)}</span>
              </li>
            ))}
            {passedOver.map(({ reason, files, names }) => (
              <li key={reason}>
                {visibleText(reason)}: {plural(files, 'file')}
                {names.length > 0 && <span className="font-mono text-mut"> {visibleText(names.join(', '))}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {change.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(change.error)}
        </p>
      )}
    </li>
  )
}

function placeOf({ source }: KnowledgeImport): string {
  switch (source.kind) {
    case 'archive':
      return 'an archive'
    case 'folder':
      return source.path === '' ? 'the folder of the server' : `folder ${visibleText(source.path)}`
    case 'urls':
      return plural(source.urls.length, 'page')
    case 'corpus':
      return 'published by others'
  }
}

function outcomeOf(last: KnowledgeImport): string {
  const { progress, total, added, changed, unchanged, refusedCount, gone, removed } = last
  const amounts = [
    [added, 'added'],
    [changed, 'changed'],
    [unchanged, 'unchanged'],
    [refusedCount, 'refused'],
    [gone - removed, 'no longer there'],
    [removed, 'removed'],
  ] as const
  const told = amounts.flatMap(([amount, word]) => (amount > 0 ? [`${count(amount)} ${word}`] : [])).join(', ')
  if (progress.state === 'running') return `${told || 'running'}${total === undefined ? '' : ` of ${plural(total, 'file')}`}`
  return `${progress.state === 'done' ? 'done' : 'cut short'}: ${told || 'nothing to keep'}`
}
