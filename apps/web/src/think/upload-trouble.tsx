import { messageOf } from '../api/api-error.ts'
import type { Upload } from '../compose/uploads.tsx'
import { bytes } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

type Props = { readonly upload: Upload; readonly onRetry: () => void; readonly onEdit: () => void }

/** An upload that did not arrive: what happened, and the two ways on. Question and files are still here. */
export function UploadTrouble({ upload, onRetry, onEdit }: Props) {
  if (upload.state !== 'failed' && upload.state !== 'stopped') return null
  const sent = upload.totalBytes > 0 ? ` after ${bytes(upload.sentBytes)} of ${bytes(upload.totalBytes)}` : ''
  return (
    <div className="mb-2">
      <Notice
        look="error"
        title={upload.state === 'stopped' ? `You stopped the upload${sent}` : `The upload did not arrive${sent}`}
      >
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
