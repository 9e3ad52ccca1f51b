import type { Finding } from '@faultmaven/contracts'
import { FindingKind } from '../findings/finding-kind.tsx'
import { count } from '../format/amounts.ts'
import { fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { CitationChips } from '../think/citation-chips.tsx'

const MOST = 200

/** The best findings that have a time, in the order they happened. */
export function EventList({ findings }: { readonly findings: readonly Finding[] }) {
  const timed = findings.filter(({ interval }) => interval !== undefined)
  const events = timed.slice(0, MOST).sort((a, b) => (a.interval!.from < b.interval!.from ? -1 : 1))
  if (events.length === 0) return null
  return (
    <section aria-label="Events in order" className="border-t border-line p-3">
      <h2 className="mb-1 text-xs font-semibold tracking-wide text-mut uppercase">Events in order, UTC</h2>
      <ol className="divide-y divide-line">
        {events.map(({ id, interval, kind, title, citations }) => (
          <li key={id} className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-x-3 py-1 max-sm:grid-cols-1">
            <time dateTime={interval!.from} className="font-mono text-xs text-mut">
              {fullTime(interval!.from).slice(0, 19)}
            </time>
            <div className="wrap-anywhere">
              <FindingKind kind={kind} /> {visibleText(title)}{' '}
              <CitationChips citations={citations.slice(0, 1)} owner={`t-${id}`} />
            </div>
          </li>
        ))}
      </ol>
      {timed.length > MOST && (
        <p className="text-mut">
          The best {MOST} of {count(timed.length)} are listed; the Findings tab has all.
        </p>
      )}
    </section>
  )
}
