import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { statusOf } from '../api/api-error.ts'
import { uploadTurn } from '../api/upload-turn.ts'
import { sentKey, writeDraft } from './draft.ts'
import type { PickedFile } from './picked-file.ts'

type Content = { readonly question: string; readonly files: readonly PickedFile[] }

/** The last turn this tab sent to a case. */
export type Upload = Content & {
  readonly turnId: string
  /** How often it was sent; a retry is the same turn. */
  readonly tries: number
  readonly sentBytes: number
  readonly totalBytes: number
  readonly state: 'sending' | 'accepted' | 'stopped' | 'failed'
  readonly error?: unknown
}

type Uploads = {
  readonly of: (caseId: string) => Upload | undefined
  readonly send: (caseId: string, content: Content) => void
  /** Sends the same turn again under its id. */
  readonly retry: (caseId: string) => void
  readonly stop: (caseId: string) => void
  readonly forget: (caseId: string) => void
}

const Context = createContext<Uploads | undefined>(undefined)

/** The uploads of this tab; throws outside of their provider. */
export function useUploads(): Uploads {
  const uploads = useContext(Context)
  if (!uploads) throw new TypeError('useUploads needs an UploadsProvider above it')
  return uploads
}

/** Keeps uploads going while the user moves from the new case to its workspace. */
export function UploadsProvider({ children }: { readonly children: ReactNode }) {
  const [uploads, setUploads] = useState<ReadonlyMap<string, Upload>>(new Map())
  const controllers = useRef(new Map<string, AbortController>())
  const queries = useQueryClient()
  useLeaveWarning([...uploads.values()].some(({ state }) => state === 'sending'))

  const put = (caseId: string, upload: Upload) => setUploads((now) => new Map(now).set(caseId, upload))
  const patch = (caseId: string, change: Partial<Upload>) =>
    setUploads((now) => {
      const before = now.get(caseId)
      return before ? new Map(now).set(caseId, { ...before, ...change }) : now
    })

  const start = async (caseId: string, turnId: string, content: Content, tries = 1) => {
    const controller = new AbortController()
    controllers.current.set(caseId, controller)
    const totalBytes = content.files.reduce((sum, { file }) => sum + file.size, 0)
    put(caseId, { question: content.question, files: content.files, turnId, tries, sentBytes: 0, totalBytes, state: 'sending' })
    // A reload in the middle loses the files but not the words.
    writeDraft(sentKey(caseId), content.question)
    try {
      await uploadTurn({
        caseId,
        turnId,
        request: requestOf(content.question),
        files: content.files,
        onProgress: (sentBytes, total) => patch(caseId, { sentBytes, totalBytes: total }),
        signal: controller.signal,
      })
      writeDraft(sentKey(caseId), '')
      patch(caseId, { state: 'accepted', files: [] })
    } catch (error) {
      if (statusOf(error) === 401) void queries.invalidateQueries({ queryKey: ['cases'] })
      patch(caseId, controller.signal.aborted ? { state: 'stopped' } : { state: 'failed', error })
    }
  }

  const value: Uploads = {
    of: (caseId) => uploads.get(caseId),
    send: (caseId, content) => void start(caseId, crypto.randomUUID(), content),
    retry: (caseId) => {
      const upload = uploads.get(caseId)
      if (upload) void start(caseId, upload.turnId, upload, upload.tries + 1)
    },
    stop: (caseId) => controllers.current.get(caseId)?.abort(),
    forget: (caseId) =>
      setUploads((now) => {
        const next = new Map(now)
        next.delete(caseId)
        return next
      }),
  }
  return <Context value={value}>{children}</Context>
}

function requestOf(question: string) {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { timeZone, ...(question.trim() === '' ? {} : { question: question.trim() }) }
}

function useLeaveWarning(active: boolean) {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => active && event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [active])
}
