import type { TurnAnswer } from '@faultmaven/contracts'
import { plural } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'

/** What the answer does not rest on; always stated, also when it is nothing. */
export function NotExamined({ answer }: { readonly answer: TurnAnswer }) {
  const { notExamined, degraded, mode, outcome } = answer
  const all = [...degraded.map((what) => `Did not run as it should: ${what}`), ...notExamined]
  if (all.length === 0 && (mode === 'query' || outcome === 'interrupted')) return null
  if (all.length === 0) return <p className="mt-4 text-mut">Everything that was sent was examined.</p>
  return (
    <details className="mt-4 rounded border border-line" open={all.length <= 5}>
      <summary className="p-2 font-semibold">Not examined: {plural(all.length, 'thing')}</summary>
      <ul className="max-h-64 list-disc overflow-auto border-t border-line py-2 pr-2 pl-6 wrap-anywhere text-mut">
        {all.map((what) => (
          <li key={what}>{visibleText(what)}</li>
        ))}
      </ul>
    </details>
  )
}
