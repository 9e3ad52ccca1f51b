import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import type { TurnView } from '../case/case-view.ts'
import { Composer } from '../compose/composer.tsx'
import { useDraft } from '../compose/draft.ts'
import { type Upload, useUploads } from '../compose/uploads.tsx'
import { UploadTrouble } from '../think/upload-trouble.tsx'
import { Button } from '../ui/button.tsx'

type Props = { readonly caseId: string; readonly upload: Upload | undefined; readonly running: TurnView | undefined }

/** The box for the next question of a case, with Stop while something runs. */
export function FollowUp({ caseId, upload, running }: Props) {
  const uploads = useUploads()
  const sending = upload?.state === 'sending'
  const draft = useDraft(caseId, { restore: upload === undefined })
  const send = () => {
    const { question, files } = draft
    draft.replace('', [])
    uploads.send(caseId, { question, files })
  }
  const edit = () => {
    if (upload) draft.replace(upload.question, upload.files)
    uploads.forget(caseId)
  }
  return (
    <>
      {upload && <UploadTrouble upload={upload} onRetry={() => uploads.retry(caseId)} onEdit={edit} />}
      <Composer
        draft={draft}
        onSend={send}
        rows={2}
        label="Follow-up question"
        placeholder="Ask on, paste, or drop more files anywhere   ( / )"
        blocked={sending ? 'Sending…' : undefined}
      >
        {(sending || running) && (
          <Stop caseId={caseId} turn={running} onStopUpload={sending ? () => uploads.stop(caseId) : undefined} />
        )}
      </Composer>
    </>
  )
}

type StopProps = { readonly caseId: string; readonly turn: TurnView | undefined; readonly onStopUpload: (() => void) | undefined }

function Stop({ caseId, turn, onStopUpload }: StopProps) {
  const stop = useMutation({ mutationFn: (turnId: string) => call(api.operations.stopTurn, { caseId, turnId }) })
  const press = () => {
    if (onStopUpload) onStopUpload()
    else if (turn) stop.mutate(turn.turnId)
  }
  return (
    <>
      <Button onClick={press} disabled={stop.isPending}>
        <Square size={12} aria-hidden />
        Stop
      </Button>
      {stop.error && <span className="text-err">Not stopped: {messageOf(stop.error)}</span>}
    </>
  )
}
