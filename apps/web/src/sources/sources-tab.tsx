import type { Source } from '@faultmaven/contracts'
import { useState } from 'react'
import { bytes, count, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { SourceRow } from './source-row.tsx'

const STEP = 100
type Props = { readonly caseId: string; readonly sources: readonly Source[]; readonly running: boolean }

/** Every file and archive member: what it was taken for, and what became of each of its lines. */
export function SourcesTab({ caseId, sources, running }: Props) {
  const [shown, setShown] = useState(STEP)
  if (sources.length === 0) {
    return running ? (
      <EmptyState title="No source is read to its end yet">Their progress is on the left.</EmptyState>
    ) : (
      <EmptyState title="This case has no sources">
        Only a question was asked. Drop files anywhere on this page to have them examined.
      </EmptyState>
    )
  }
  const total = sources.reduce((sum, source) => sum + source.bytes, 0)
  const refused = sources.filter(({ state }) => state === 'refused').length
  return (
    <ScrollRegion label="Sources" className="h-full p-3">
      <p className="mb-2 text-mut">
        {plural(sources.length, 'source')}, {bytes(total)} unpacked
        {refused > 0 && `; ${count(refused)} could not be read`}. Records, continuations, blank and skipped lines add up to the
        lines of a source.
      </p>
      <ul className="flex flex-col gap-2">
        {sources.slice(0, shown).map((source) => (
          <SourceRow key={source.id} caseId={caseId} source={source} />
        ))}
      </ul>
      {sources.length > shown && (
        <Button className="mt-3" onClick={() => setShown(shown + STEP)}>
          Show {count(Math.min(STEP, sources.length - shown))} more of {count(sources.length - shown)}
        </Button>
      )}
    </ScrollRegion>
  )
}
