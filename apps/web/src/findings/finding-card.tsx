import type { Finding } from '@faultmaven/contracts'
import { count } from '../format/amounts.ts'
import { clockTime, timeRange } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { CitationChips } from '../think/citation-chips.tsx'
import { FindingKind } from './finding-kind.tsx'

/** One finding with its numbers and the lines that prove it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { title, kind, severity, count: times, interval, entities, details, citations, score, check } = finding
  return (
    <article id={`finding-${finding.id}`} className="rounded border border-line p-2 wrap-anywhere">
      <div className="flex flex-wrap items-center gap-x-3">
        <FindingKind kind={kind} />
        {severity && <span className="text-xs text-mut uppercase">{severity}</span>}
        <span className="text-xs text-mut" title="How much it is worth a look: 0 noise, 1 certainly">
          score {score.toFixed(2)}
        </span>
        {times > 1 && <span className="text-xs text-mut">{count(times)} times</span>}
        {interval && (
          <span className="text-xs text-mut" title={timeRange(interval.from, interval.to)}>
            {clockTime(interval.from)} UTC
          </span>
        )}
        <span className="ml-auto text-xs text-mut">{check}</span>
      </div>
      <p className="my-0.5 font-semibold">{visibleText(title)}</p>
      {entities.length > 0 && <p className="font-mono text-xs text-mut">{visibleText(entities.slice(0, 12).join('  '))}</p>}
      {details.map((detail) => (
        <p key={detail} className="text-mut">
          {visibleText(detail)}
        </p>
      ))}
      <div className="mt-1">
        <CitationChips citations={citations} owner={finding.id} />
      </div>
    </article>
  )
}
