import { Dialog } from '@base-ui/react/dialog'
import type { EgressEntry } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { type ReactNode, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { useEgress, useEgressBody } from '../api/queries.ts'
import { bytes, plural } from '../format/amounts.ts'
import { fullTime } from '../format/time.ts'
import { buttonClass } from '../ui/button.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { readableBody } from './readable-body.ts'

type Props = { readonly caseId: string; readonly running: boolean }

/** How much of the case left for a model, and every body of it to be read, redacted as it left. */
export function EgressLedger({ caseId, running }: Props) {
  const { data, error } = useEgress(caseId, { running })
  if (error) return <span>What went to a model cannot be told: {messageOf(error)}</span>
  if (!data) return <span>&nbsp;</span>
  const { entries } = data
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  if (entries.length === 0) return <span>0 bytes have gone to a model</span>
  return (
    <LedgerDialog caseId={caseId} className="underline decoration-dotted underline-offset-2 hover:text-fg">
      {bytes(total)} have gone to a model in {plural(entries.length, 'request')}
    </LedgerDialog>
  )
}

type DialogProps = { readonly caseId: string; readonly className: string; readonly title?: string; readonly children: ReactNode }

/** What went to a model, behind its children. */
export function LedgerDialog({ caseId, className, title, children }: DialogProps) {
  return (
    <Dialog.Root>
      <Dialog.Trigger className={className} title={title}>
        {children}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-[6vh] left-1/2 z-50 flex max-h-[88vh] w-[min(60rem,94vw)] -translate-x-1/2 flex-col rounded-lg border border-line bg-bg p-4 shadow-xl">
          <div className="mb-2 flex items-start gap-2">
            <div className="flex-1">
              <Dialog.Title className="text-base font-semibold">What went to a model</Dialog.Title>
              <Dialog.Description className="text-mut">
                Every request as it left this server: values that must not leave stand as placeholders, &lt;SECRET_1&gt;. The hash
                is that of the body under the key of this case.
              </Dialog.Description>
            </div>
            <Dialog.Close className={buttonClass()}>Close</Dialog.Close>
          </div>
          <Requests caseId={caseId} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Asked for when the list is opened. */
function Requests({ caseId }: { readonly caseId: string }) {
  const { data, error } = useEgress(caseId, { running: false })
  if (error) return <p className="text-err">{messageOf(error)}</p>
  if (data?.entries.length === 0) return <p>Nothing of this case has gone to a model.</p>
  return (
    <ul aria-label="Requests" className="min-h-0 flex-1 divide-y divide-line overflow-auto rounded border border-line">
      {data?.entries.toReversed().map((entry) => (
        <EntryRow key={entry.egressId} caseId={caseId} entry={entry} />
      ))}
    </ul>
  )
}

function EntryRow({ caseId, entry }: { readonly caseId: string; readonly entry: EgressEntry }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 p-2 hover:bg-panel">
          <span className="font-mono">{fullTime(entry.at)}</span>
          <span>
            {visibleText(entry.model)} <span className="text-mut">at {visibleText(entry.host)}</span>
          </span>
          <span>{bytes(entry.bytes)}</span>
          <code className="font-mono text-xs text-mut" title={`HMAC-SHA-256 ${entry.hash}`}>
            {entry.hash.slice(0, 12)}
          </code>
        </summary>
        {open && <Body caseId={caseId} egressId={entry.egressId} />}
      </details>
    </li>
  )
}

function Body({ caseId, egressId }: { readonly caseId: string; readonly egressId: string }) {
  const { data, error } = useEgressBody(caseId, egressId)
  if (error) return <p className="p-2 text-err">{messageOf(error)}</p>
  return (
    <ScrollRegion label="Body of the request" className="max-h-[50vh] bg-panel p-2">
      <pre className="font-mono text-xs whitespace-pre-wrap wrap-anywhere">
        {data ? visibleText(readableBody(data.body)) : 'Opening…'}
      </pre>
    </ScrollRegion>
  )
}
