import type { CaseSummary } from '@faultmaven/contracts'
import { Link } from '@tanstack/react-router'
import { messageOf } from '../api/api-error.ts'
import { useCases } from '../api/queries.ts'
import { plural } from '../format/amounts.ts'
import { duration, fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { Notice } from '../ui/notice.tsx'
import { useNow } from '../ui/use-now.ts'

/** Cases whose raw data is still here. */
export function RecentCases() {
  const { data, error } = useCases()
  const now = useNow(60_000)
  return (
    <section aria-labelledby="recent" className="mt-8">
      <h2 id="recent" className="mb-2 text-xs font-semibold tracking-wide text-mut uppercase">
        Your cases
      </h2>
      {error && (
        <Notice look="error" title="Your cases could not be listed">
          {messageOf(error)}. A new question can still be sent.
        </Notice>
      )}
      {data?.cases.length === 0 && (
        <p className="text-mut">None yet. A case stays for 24 hours after its last question, then its data is destroyed.</p>
      )}
      <ul className="divide-y divide-line rounded border-line has-[li]:border">
        {data?.cases.map((summary) => (
          <CaseRow key={summary.caseId} summary={summary} now={now} />
        ))}
      </ul>
    </section>
  )
}

function CaseRow({ summary, now }: { readonly summary: CaseSummary; readonly now: number }) {
  const last = summary.turns.at(-1)
  return (
    <li>
      <Link to="/c/$id" params={{ id: summary.caseId }} className="flex flex-wrap gap-x-3 px-3 py-2 hover:bg-panel">
        <span className="min-w-0 flex-1 basis-64 truncate">{visibleText(summary.title) || 'Untitled case'}</span>
        <span className="text-mut">
          {plural(summary.turns.length, 'turn')} · {last?.outcome ?? last?.state ?? 'empty'} · {fullTime(summary.createdAt)} ·
          expires in {duration(Date.parse(summary.expiresAt) - now)}
        </span>
      </Link>
    </li>
  )
}
