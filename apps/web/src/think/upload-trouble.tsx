import { messageOf, statusOf } from '../api/api-error.ts'
import type { Upload } from '../compose/uploads.tsx'
import { bytes } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

type Props = { readonly upload: Upload; readonly onRetry: () => void; readonly onEdit: () => void }

/** An upload that did not arrive: what happened, and the two ways on. Question and files are still here. */
export function UploadTrouble({ upload, onRetry, onEdit }: Props) {
  if (upload.state !== 'failed' && upload.state !== 'stopped') return null
  return (
    <div className="mb-2">
      <Notice look="error" title={titleOf(upload)}>
        {upload.state === 'failed' && <p>{messageOf(upload.error)}.</p>}
        <p>Your question and files are kept. What arrived whole stays readable.</p>
        <div className="mt-2 flex gap-2">
          <Button look="main" onClick={onRetry}>
            Retry
          </Button>
          <Button onClick={onEdit}>Edit before sending</Button>
        </div>
      </Notice>
    </div>
  )
}

function titleOf({ state, error, sentBytes, totalBytes }: Upload): string {
  const sent = ` after ${bytes(sentBytes)} of ${bytes(totalBytes)}`
  if (state === 'stopped') return `You stopped the upload${sent}`
  return statusOf(error) === 0 ? `The upload was cut${sent}` : 'The server did not take the upload'
}
