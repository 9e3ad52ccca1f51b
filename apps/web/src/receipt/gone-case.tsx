import type { Receipt } from '@faultmaven/contracts'
import { Link } from '@tanstack/react-router'
import { messageOf, statusOf } from '../api/api-error.ts'
import { useReceipt } from '../api/queries.ts'
import { bytes } from '../format/amounts.ts'
import { fullTime } from '../format/time.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type Props = { readonly caseId: string; readonly onRetry: () => void }

/** What stands in the place of a case that is not there: its receipt, or that there never was one. */
export function GoneCase({ caseId, onRetry }: Props) {
  const { data, error, refetch } = useReceipt(caseId)
  return (
    <div className="flex h-full flex-col">
      <header className="border-b border-line px-3 py-2">
        <Link to="/" className="text-sm font-bold">
          FaultMaven
        </Link>
      </header>
      <main className="mx-auto w-full max-w-2xl flex-1 p-4">
        {data && <ReceiptCard receipt={data} />}
        {!data && !error && <Skeleton rows={6} label="Looking for the receipt" />}
        {statusOf(error) === 404 && (
          <EmptyState title="There is no such case">
            It was never made here, or belongs to somebody else. <Button onClick={onRetry}>Look again</Button>
          </EmptyState>
        )}
        {error && statusOf(error) !== 404 && (
          <Notice look="error" title="The receipt could not be read">
            {messageOf(error)}. <Button onClick={() => void refetch()}>Try again</Button>
          </Notice>
        )}
        <Link to="/" className={`${buttonClass()} mt-4`}>
          New case
        </Link>
      </main>
    </div>
  )
}

/** The receipt of a deleted case: what was destroyed, and what deletion cannot reach. */
function ReceiptCard({ receipt }: { readonly receipt: Receipt }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Case', receipt.caseId],
    ['Made', fullTime(receipt.createdAt)],
    ['Ended', `${fullTime(receipt.deletedAt)}, ${receipt.reason === 'user' ? 'by you' : 'its time was over'}`],
    ['Turns', String(receipt.turns)],
    ['Keys destroyed', receipt.keysDestroyed.join(', ') || 'none'],
    ['Sealed bytes made unreadable', bytes(receipt.sealedBytes)],
  ]
  return (
    <section aria-labelledby="receipt" className="mt-6 rounded border border-line p-4">
      <div className="flex items-center gap-2">
        <h1 id="receipt" className="flex-1 text-lg font-semibold">
          This case is gone; here is its receipt
        </h1>
        <CopyButton text={JSON.stringify(receipt, undefined, 2)} what="receipt as JSON" />
      </div>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-mut">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      {receipt.cannotReach.length > 0 && (
        <>
          <h2 className="mt-3 font-semibold">What deletion cannot reach</h2>
          <ul className="list-disc pl-5 text-mut">
            {receipt.cannotReach.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
