import type { Claim, Hypothesis } from '@faultmaven/contracts'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { VerdictBar } from '../feedback/verdict-bar.tsx'
import { WasShare } from '../feedback/was-share.tsx'
import { visibleText } from '@faultmaven/report'
import { CitationChips } from './citation-chips.tsx'
import { ProveIt } from './prove-it.tsx'
import { References } from './references.tsx'

const STATES = { open: 'open', supported: 'supported', refuted: 'ruled out', undecided: 'undecided' } as const

type Props = {
  readonly hypothesis: Hypothesis
  readonly percent: number
  readonly claims: ReadonlyMap<string, Claim>
  readonly leads: boolean
  readonly opened: boolean
}

/** A possible cause: share, sentence and state; opened, what speaks for and against it. */
export function HypothesisRow({ hypothesis, percent, claims, leads, opened }: Props) {
  const out = hypothesis.state === 'refuted'
  // Only what it was at first: what the user judges must neither open nor close under the pointer.
  const [openedAtFirst] = useState(opened || out)
  // What evidence ruled out names it; else the user did.
  const byEvidence = out && hypothesis.againstClaimIds.length > 0
  return (
    <li data-judged className="border-b border-line">
      <details open={openedAtFirst} className="group">
        <summary className="flex list-none items-center gap-2 px-2 py-1.5 hover:bg-raised">
          <ChevronRight size={14} aria-hidden className="shrink-0 text-mut group-open:rotate-90" />
          <ShareRow percent={percent} strong={leads && !out}>
            <span className={`wrap-anywhere ${out ? 'text-mut line-through' : leads ? 'font-semibold' : ''}`}>
              {visibleText(hypothesis.title)}
            </span>
          </ShareRow>
          <span className="w-16 shrink-0 text-right text-xs text-mut">
            {out && !byEvidence ? 'you: wrong' : STATES[hypothesis.state]}
          </span>
        </summary>
        <div className="flex flex-col gap-2 px-2 pb-2 pl-8 wrap-anywhere">
          {!byEvidence && <p className="whitespace-pre-wrap">{visibleText(hypothesis.summary)}</p>}
          <ClaimList
            title={out && !byEvidence ? 'What still speaks for it' : 'For it'}
            ids={hypothesis.claimIds}
            claims={claims}
          />
          <ClaimList title={byEvidence ? 'Ruled out by' : 'Against it'} ids={hypothesis.againstClaimIds} claims={claims} />
          {hypothesis.cap !== undefined && <p className="text-mut">Not higher because: {visibleText(hypothesis.cap)}</p>}
          <References urls={hypothesis.references} />
        </div>
      </details>
      <div className="px-2 pb-1.5">
        <VerdictBar target={{ kind: 'hypothesis', hypothesisId: hypothesis.id }} about={hypothesis.title}>
          <WasShare hypothesis={hypothesis} />
        </VerdictBar>
      </div>
    </li>
  )
}

type ShareProps = { readonly percent: number; readonly strong: boolean; readonly children: ReactNode }

/** A percentage, its bar and what it is the share of. */
export function ShareRow({ percent, strong, children }: ShareProps) {
  return (
    <>
      <span className="w-9 shrink-0 text-right font-mono">{percent}%</span>
      <span aria-hidden className="h-2 w-16 shrink-0 rounded bg-line max-sm:w-6">
        <span className={`block h-2 rounded ${strong ? 'bg-ok' : 'bg-mut'}`} style={{ width: `${percent}%` }} />
      </span>
      <span className="min-w-0 flex-1">{children}</span>
    </>
  )
}

type ClaimListProps = { readonly title: string; readonly ids: readonly string[]; readonly claims: ReadonlyMap<string, Claim> }

function ClaimList({ title, ids, claims }: ClaimListProps) {
  const known = ids.flatMap((id) => claims.get(id) ?? [])
  if (known.length === 0) return null
  return (
    <div>
      <h4 className="text-xs font-semibold text-mut">{title}</h4>
      <ul className="flex flex-col gap-1">
        {known.map((claim) => (
          <li key={claim.id}>
            {visibleText(claim.text)} <CitationChips citations={claim.citations} owner={`h-${claim.id}`} most={3} />{' '}
            <ProveIt claim={claim} />
          </li>
        ))}
      </ul>
    </div>
  )
}
