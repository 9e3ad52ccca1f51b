import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { type ChosenScope, useKnowledgeChanged } from '../api/knowledge.ts'
import { Button } from '../ui/button.tsx'
import { CorpusList } from './corpus-list.tsx'
import { ScopeSelect } from './scope-select.tsx'

const BOX = 'h-8 min-w-0 flex-1 basis-48 rounded border border-edge bg-bg px-2 placeholder:text-mut'

/** Many documents at once: from a folder of the server, from pages of a wiki, from what others published. */
export function AddCollection() {
  return (
    <details className="mt-2 rounded border border-line px-3 py-2">
      <summary className="cursor-pointer">From a folder, a wiki, or what others published</summary>
      <div className="mt-3 flex flex-col gap-4">
        <FolderForm />
        <PagesForm />
        <CorpusList />
      </div>
    </details>
  )
}

function FolderForm() {
  const [path, setPath] = useState('')
  return (
    <CollectionForm
      legend="A folder or git working tree on the server"
      hint="Its operator allows one with --knowledge-folder; the path is within it, and empty for all of it."
      action="Import the folder"
      mayRemove
      proposed={path.split('/').filter(Boolean).at(-1) ?? 'runbooks'}
      start={(collection) => call(api.operations.importFolder, { ...collection, path: path.trim() })}
    >
      <input
        aria-label="Path of the folder"
        placeholder="Path, e.g. checkout/runbooks"
        value={path}
        onChange={({ target }) => setPath(target.value)}
        className={BOX}
      />
    </CollectionForm>
  )
}

function PagesForm() {
  const [text, setText] = useState('')
  const urls = text.split(/\s+/).filter(Boolean)
  return (
    <CollectionForm
      legend="Pages of a wiki"
      hint="One address a line, at most 100, below those that the operator allows with --knowledge-urls. Links in them are not followed."
      action="Fetch the pages"
      proposed="wiki"
      isReady={urls.length > 0}
      start={(collection) => call(api.operations.importUrls, { ...collection, urls })}
    >
      <textarea
        aria-label="Addresses of the pages"
        placeholder="https://wiki.example/runbooks/db"
        rows={2}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="min-w-0 flex-1 basis-full rounded border border-edge bg-bg px-2 py-1 placeholder:text-mut"
      />
    </CollectionForm>
  )
}

type Collection = ChosenScope & { readonly collection: string; readonly vanished: 'keep' | 'remove' }
type FormProps = {
  readonly legend: string
  readonly hint: string
  readonly action: string
  /** Its name, unless another is given. */
  readonly proposed: string
  readonly isReady?: boolean
  /** All files of it are seen, so that what is gone can be told. */
  readonly mayRemove?: boolean
  readonly start: (collection: Collection) => Promise<unknown>
  readonly children: ReactNode
}

function CollectionForm({ legend, hint, action, proposed, isReady = true, mayRemove = false, start, children }: FormProps) {
  const changed = useKnowledgeChanged()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<ChosenScope>({ scope: 'user' })
  const [removes, setRemoves] = useState(false)
  const starting = useMutation({
    mutationFn: () => start({ ...scope, collection: name.trim() || proposed, vanished: removes ? 'remove' : 'keep' }),
    onSuccess: changed,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        starting.mutate()
      }}
    >
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="mb-1 font-semibold">{legend}</legend>
        {children}
        <input
          aria-label={`Name of the collection: ${legend}`}
          placeholder={`Name: ${proposed}`}
          maxLength={200}
          value={name}
          onChange={({ target }) => setName(target.value)}
          className={BOX}
        />
        <ScopeSelect chosen={scope} onChoose={setScope} />
        <Button type="submit" disabled={!isReady || starting.isPending}>
          {action}
        </Button>
      </fieldset>
      <p className="mt-1 text-xs text-mut">{hint}</p>
      {mayRemove && (
        <label className="mt-1 flex items-center gap-1.5 text-xs">
          <input type="checkbox" checked={removes} onChange={({ target }) => setRemoves(target.checked)} />
          Remove documents whose files are no longer there
        </label>
      )}
      {starting.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(starting.error)}
        </p>
      )}
    </form>
  )
}
