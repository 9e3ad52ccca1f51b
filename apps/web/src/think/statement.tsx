import type { Claim } from '@faultmaven/contracts'
import { VerdictBar } from '../feedback/verdict-bar.tsx'
import { visibleText } from '@faultmaven/report'
import { CitationChips } from './citation-chips.tsx'
import { ProveIt } from './prove-it.tsx'

type Props = {
  readonly text: string
  readonly claim: Claim | undefined
  /** False while more text may follow: what proves it stands below and must not move. */
  readonly complete: boolean
}

/** One statement of the answer: a claim with what proves it, or a guess that looks like one. */
export function Statement({ text, claim, complete }: Props) {
  if (!claim) {
    return (
      <article className="rounded border border-dashed border-warn p-2 wrap-anywhere">
        <p className="whitespace-pre-wrap">{visibleText(text)}</p>
        <p className="mt-1 text-warn">no evidence — treat as a guess</p>
      </article>
    )
  }
  return (
    <article data-claim={claim.id} data-judged className="rounded border border-line p-2 wrap-anywhere">
      <p className="mb-1 whitespace-pre-wrap">{visibleText(text)}</p>
      <div className="min-h-6">{complete && <CitationChips citations={claim.citations} owner={claim.id} />}</div>
      {complete && (
        <VerdictBar target={{ kind: 'claim', claimId: claim.id }} about={claim.text}>
          <ProveIt claim={claim} />
        </VerdictBar>
      )}
    </article>
  )
}
