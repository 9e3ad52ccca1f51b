import type { CheckedClaim, Claim } from '@faultmaven/contracts'
import { count } from '../format/amounts.ts'

export type ProofText = { readonly holds: boolean; readonly text: string }

/** What came of recomputing a claim, in a sentence: the numbers, how long it took, and whether it is what was said before. */
export function proofText(before: Claim, checked: CheckedClaim | undefined, ms: number): ProofText {
  if (!checked) return { holds: false, text: 'The server did not answer for this claim' }
  const took = `in ${ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`}`
  if (checked.outcome === 'failed') return { holds: false, text: `It does not hold: ${checked.why}` }
  if (checked.outcome === 'undecided') return { holds: false, text: `It cannot be decided now: ${checked.why}` }
  const { result, computation } = checked.claim
  const isSame = JSON.stringify(result) === JSON.stringify(before.result)
  const shown = `recomputed ${took} by ${computation.name} ${computation.version}: ${resultText(result)}`
  return isSame ? { holds: true, text: `holds, ${shown}` } : { holds: false, text: `gives another result now, ${shown}` }
}

function resultText(result: Claim['result']): string {
  const { matches, recordsSearched, ...others } = result
  const searched = typeof recordsSearched === 'number' ? ` of ${count(recordsSearched)}` : ''
  const matched = typeof matches === 'number' ? [`${count(matches)}${searched} records match`] : []
  return [...matched, ...Object.entries(others).map(([name, value]) => `${name} ${String(value)}`)].join(', ')
}
