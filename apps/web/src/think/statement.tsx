import type { Claim } from '@faultmaven/contracts'
import { visibleText } from '../format/visible-text.ts'
import { CitationChips } from './citation-chips.tsx'

type Props = { readonly text: string; readonly claim: Claim | undefined }

/** One statement of the answer: a claim with what proves it, or a guess that looks like one. */
export function Statement({ text, claim }: Props) {
  if (!claim) {
    return (
      <article className="rounded border border-dashed border-warn p-2 wrap-anywhere">
        <p className="whitespace-pre-wrap">{visibleText(text)}</p>
        <p className="mt-1 text-warn">no evidence — treat as a guess</p>
      </article>
    )
  }
  return (
    <article data-claim={claim.id} className="rounded border border-line p-2 wrap-anywhere">
      <p className="mb-1 whitespace-pre-wrap">{visibleText(text)}</p>
      <CitationChips citations={claim.citations} owner={claim.id} />
    </article>
  )
}
