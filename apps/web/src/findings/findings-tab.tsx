import type { Finding } from '@faultmaven/contracts'
import { useState } from 'react'
import { count } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { FindingCard } from './finding-card.tsx'
import { useSteadyList } from './use-steady-list.ts'

const STEP = 100
type Props = { readonly findings: readonly Finding[]; readonly running: boolean }

/** Everything the analyzers computed, best first. */
export function FindingsTab({ findings, running }: Props) {
  const [shown, setShown] = useState(STEP)
  const { list, waiting, refresh, hold } = useSteadyList(findings)
  if (list.length === 0 && findings.length === 0) {
    return running ? (
      <EmptyState title="No finding yet">They appear here while the files are read.</EmptyState>
    ) : (
      <EmptyState title="No findings">
        The checks found nothing to report, or there was nothing to read. The Checks tab says which ran.
      </EmptyState>
    )
  }
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-3 text-mut">
        <span>{count(list.length)} findings, best first</span>
        {waiting > 0 && <Button onClick={refresh}>Show {count(waiting)} newer</Button>}
      </div>
      <ScrollRegion label="Findings" className="min-h-0 flex-1 p-3" {...hold}>
        <ol className="flex flex-col gap-2">
          {list.slice(0, shown).map((finding) => (
            <li key={finding.id}>
              <FindingCard finding={finding} />
            </li>
          ))}
        </ol>
        {list.length > shown && (
          <Button className="mt-3" onClick={() => setShown(shown + STEP)}>
            Show {count(Math.min(STEP, list.length - shown))} more of {count(list.length - shown)}
          </Button>
        )}
      </ScrollRegion>
    </div>
  )
}
