import type { Solved } from '@faultmaven/contracts'
import { useState } from 'react'

const MOST = 300

type Props = { readonly solved: boolean; readonly onSolved: (solved: Solved) => void }

/** Offers to remember a solved cause after its case has ended: by keyed hashes of what it looked like and a link, no text. */
export function SolvedBox({ solved, onSolved }: Props) {
  const [runbook, setRunbook] = useState('')
  if (solved)
    return (
      <span className="text-mut" title="By keyed hashes, no text. Taking “Right” back forgets it">
        Solved, remembered
      </span>
    )
  return (
    <form
      className="flex min-w-40 flex-1 gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        onSolved(runbook.trim() === '' ? {} : { runbook: runbook.trim() })
      }}
    >
      <input
        aria-label="Link to the runbook that solved it. Not needed"
        placeholder="Solved by (link)"
        maxLength={MOST}
        value={runbook}
        onChange={(event) => setRunbook(event.target.value)}
        className="h-6 w-full min-w-0 rounded border border-edge bg-panel px-1.5 placeholder:text-mut"
      />
      <button
        type="submit"
        title="When this comes again, say that it was seen before. Keeps keyed hashes and the link, no text"
        className="min-h-6 rounded border border-edge/60 px-1.5 whitespace-nowrap hover:border-acc"
      >
        Solved: remember
      </button>
    </form>
  )
}
