import { useEffect, useState } from 'react'
import { type ApiError, messageOf } from '../api/api-error.ts'
import type { Connection } from '../case/use-case-events.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

type Props = {
  readonly connection: Connection
  readonly refusal: ApiError | undefined
  readonly onRetry: () => void
  readonly hasContent: boolean
}
const DELAY_MS = 1500

/** Says that the connection to the case is broken, once it stays so; what came stays on the page. */
export function ConnectionNotice({ connection, refusal, onRetry, hasContent }: Props) {
  const lost = useLasting(connection === 'lost', DELAY_MS)
  if (refusal) {
    return (
      <div className="mb-2">
        <Notice look="error" title="This case cannot be followed">
          <p>{messageOf(refusal)}.</p>
          <Button onClick={onRetry} className="mt-1">
            Try again
          </Button>
        </Notice>
      </div>
    )
  }
  if (!lost) return null
  return (
    <div className="mb-2">
      <Notice look="partial" title="The connection to the server is lost; trying again">
        {hasContent ? 'What came so far stays here; it goes on after the last event.' : 'Nothing you typed was lost.'}{' '}
        <Button onClick={onRetry} className="ml-1">
          Resume now
        </Button>
      </Notice>
    </div>
  )
}

/** Whether something has been true for a while without a break. */
function useLasting(value: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLasting(value), value ? ms : 0)
    return () => clearTimeout(timer)
  }, [value, ms])
  return value && lasting
}
