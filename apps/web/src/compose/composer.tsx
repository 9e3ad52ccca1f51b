import { FolderOpen, Paperclip, SendHorizontal } from 'lucide-react'
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { LiveSources } from '../sources/live-sources.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import type { Draft } from './draft.ts'
import { DropTarget } from './drop-target.tsx'
import { FileList } from './file-list.tsx'
import { pasteAsFile } from './paste-as-file.ts'
import { type PickedFile, pickedFile } from './picked-file.ts'

const NOTHING_TO_SEND = 'To send, ask something or add data; data alone will do'
/** The contract's own limit of a question. */
const MAX_QUESTION = 100_000

type Props = {
  readonly draft: Draft
  readonly onSend: () => void
  readonly label: string
  readonly placeholder: string
  readonly rows: number
  /** Why nothing can be sent right now. */
  readonly blocked?: string | undefined
  readonly children?: ReactNode
}

/** One box for the question and the evidence: type, paste, drop or choose. */
export function Composer({ draft, onSend, label, placeholder, rows, blocked, children }: Props) {
  const [note, setNote] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const empty = draft.question.trim() === '' && draft.files.length === 0
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (empty || blocked !== undefined) return
    setNote('')
    onSend()
  }
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files].map((file) => pickedFile(file))
    const large = files.length === 0 ? pasteAsFile(event.clipboardData.getData('text/plain'), draft.files) : undefined
    if (large) files.push(large)
    if (files.length === 0) return
    event.preventDefault()
    draft.add(files)
    setNote(large ? `The pasted text became the file ${large.name}.` : '')
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send()
    if (event.key === 'Escape') box.current?.blur()
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-2">
      <DropTarget onFiles={draft.add} />
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <textarea
        id={id}
        ref={box}
        data-composer
        rows={rows}
        maxLength={MAX_QUESTION}
        value={draft.question}
        placeholder={placeholder}
        onChange={(event) => draft.setQuestion(event.target.value)}
        onPaste={paste}
        onKeyDown={keys}
        className="max-h-[40vh] w-full resize-y rounded border border-edge bg-panel p-2 placeholder:text-mut"
      />
      <FileList files={draft.files} onRemove={draft.remove} />
      <LiveSources />
      <div className="flex flex-wrap items-center gap-2">
        <PickFiles icon={<Paperclip size={13} aria-hidden />} onFiles={draft.add}>
          Choose files
        </PickFiles>
        <PickFiles icon={<FolderOpen size={13} aria-hidden />} onFiles={draft.add} folder>
          Folder
        </PickFiles>
        {children}
        <span id={`${id}-why`} className="min-w-0 flex-1 basis-40 text-right empty:basis-0 text-mut" aria-live="polite">
          {blocked ?? (note || (empty ? NOTHING_TO_SEND : ''))}
        </span>
        <Button look="main" type="submit" disabled={empty || blocked !== undefined} aria-describedby={`${id}-why`}>
          <SendHorizontal size={13} aria-hidden />
          Send
          <kbd className="font-sans font-normal opacity-80">{SEND_KEYS}</kbd>
        </Button>
      </div>
    </form>
  )
}

const SEND_KEYS = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘⏎' : 'Ctrl ⏎'

type PickProps = {
  readonly icon: ReactNode
  readonly children: string
  readonly folder?: boolean
  readonly onFiles: (files: readonly PickedFile[]) => void
}

function PickFiles({ icon, children, folder = false, onFiles }: PickProps) {
  return (
    <label className={`${buttonClass()} has-focus-visible:outline-2 has-focus-visible:outline-acc`}>
      {icon}
      {children}
      <input
        type="file"
        multiple
        ref={(input) => void (input && (input.webkitdirectory = folder))}
        className="sr-only"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])].map((file) => pickedFile(file)))
          target.value = ''
        }}
      />
    </label>
  )
}
