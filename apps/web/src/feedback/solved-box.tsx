import type { Solved } from '@faultmaven/contracts'
import { LineBox } from './line-box.tsx'

const MOST = 300

type Props = { readonly solved: boolean; readonly onSolved: (solved: Solved) => void }

/** Offers to remember a solved cause after its case has ended: by keyed hashes of what it looked like and a link, no text. */
export function SolvedBox({ solved, onSolved }: Props) {
  if (solved)
    return (
      <span className="text-mut" title="By keyed hashes, no text. Taking “Right” back forgets it">
        Solved, remembered
      </span>
    )
  return (
    <LineBox
      label="Link to the runbook that solved it. Not needed"
      placeholder="Solved by (link)"
      maxLength={MOST}
      onLine={(runbook) => onSolved(runbook === '' ? {} : { runbook })}
    >
      <button
        type="submit"
        title="When this comes again, say that it was seen before. Keeps keyed hashes and the link, no text"
        className="min-h-6 rounded border border-edge/60 px-1.5 whitespace-nowrap hover:border-acc"
      >
        Solved: remember
      </button>
    </LineBox>
  )
}
