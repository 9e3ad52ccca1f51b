import { useRef, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { addDocument, type ChosenScope, importArchive, isArchive, useKnowledgeChanged } from '../api/knowledge.ts'
import { DropTarget } from '../compose/drop-target.tsx'
import { type PickedFile, pickedFile } from '../compose/picked-file.ts'
import { plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ScopeSelect } from './scope-select.tsx'

type Progress = { readonly done: number; readonly total: number; readonly failures: readonly string[] }
const IDLE: Progress = { done: 0, total: 0, failures: [] }

/** Takes dropped or chosen files, one after the other; they are read in the background. */
export function AddDocuments() {
  const [{ done, total, failures }, setProgress] = useState(IDLE)
  const [scope, setScope] = useState<ChosenScope>({ scope: 'user' })
  const input = useRef<HTMLInputElement>(null)
  const changed = useKnowledgeChanged()
  const isSending = done < total

  async function send(files: readonly PickedFile[]): Promise<void> {
    if (isSending) return
    const failed: string[] = []
    for (const [at, { name, file }] of files.entries()) {
      setProgress({ done: at, total: files.length, failures: [...failed] })
      await (isArchive(name) ? importArchive : addDocument)({ name, body: file, ...scope }).catch((error: unknown) =>
        failed.push(`${name}: ${messageOf(error)}`),
      )
    }
    setProgress({ done: files.length, total: files.length, failures: failed })
    changed()
  }
  return (
    <section aria-label="Add documents" className="mt-6 rounded border border-dashed border-edge p-3">
      <DropTarget onFiles={(files) => void send(files)} hint="Drop to add to the knowledge base." />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          void send([...(target.files ?? [])].map((file) => pickedFile(file)))
          target.value = ''
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={isSending} onClick={() => input.current?.click()}>
          Add documents…
        </Button>
        <ScopeSelect chosen={scope} onChoose={setScope} />
        <span className="text-mut">or drop them anywhere on this page. A zip or tar is unpacked.</span>
        <output className="ml-auto text-mut">
          {isSending && `Sending ${done + 1} of ${total}`}
          {!isSending && total > 0 && `${plural(total - failures.length, 'file')} sent`}
        </output>
      </div>
      {failures.length > 0 && (
        <div className="mt-2">
          <Notice look="error" title={`${plural(failures.length, 'file')} could not be added`}>
            {failures.slice(0, 10).map((failure) => (
              <p key={failure}>{failure}</p>
            ))}
          </Notice>
        </div>
      )}
    </section>
  )
}
