import type { CheckedClaim, Claim, Hypothesis, ProposedClaim } from '@faultmaven/contracts'
import { clip } from './clip.ts'
import type { Statement } from './compose-answer.ts'

/** The leader of an earlier answer, and its claims. */
export type EarlierLeader = { readonly leader: Hypothesis; readonly claims: readonly Claim[] }

/** Below this it was no answer that a fix could have been for. */
const SUPPORTED = 0.5
const MAX_PROOFS = 3

/** What proved an earlier cause, to be counted in the sources that came since: each count holds whatever it is. */
export function fixClaims({ leader, claims }: EarlierLeader, sourceIds: readonly string[]): ProposedClaim[] {
  if (leader.confidence < SUPPORTED || sourceIds.length === 0) return []
  const literals = claims
    .filter(({ id }) => leader.claimIds.includes(id))
    .flatMap(({ predicate }) =>
      predicate.name === 'present' && predicate.selector.literals ? [predicate.selector.literals] : [],
    )
  const distinct = [...new Map(literals.map((pieces) => [pieces.join('\n'), pieces])).values()]
  return distinct.slice(0, MAX_PROOFS).map((pieces, index) => ({
    id: `fix-${index}`,
    text: 'Counted.',
    predicate: { name: 'count', selector: { literals: pieces, sourceIds: [...sourceIds] }, comparison: '>=', number: 0 },
  }))
}

/** The exact counts as claims in words: gone, or still there. */
export function fixFindings({ leader }: EarlierLeader, counted: readonly CheckedClaim[]): ProposedClaim[] {
  return counted.flatMap((checked): ProposedClaim[] => {
    if (checked.outcome !== 'verified' || checked.claim.predicate.name !== 'count') return []
    const { id, predicate, result } = checked.claim
    const { matches, recordsSearched, atMost, lastAt } = result
    if (typeof matches !== 'number' || (matches === 0 && atMost !== undefined)) return []
    const said = clip(predicate.selector.literals?.join(' … ') ?? '', 90)
    const last = typeof lastAt === 'string' ? `, the last at ${lastAt.slice(0, 19).replace('T', ' ')} UTC` : ''
    const text =
      matches === 0
        ? `None of ${Number(recordsSearched).toLocaleString('en-US')} new records holds “${said}”, which proved “${clip(leader.title, 90)}” before.`
        : `Still there: ${matches.toLocaleString('en-US')} of ${Number(recordsSearched).toLocaleString('en-US')} new records hold “${said}”${last}.`
    return [{ id, text, predicate: { ...predicate, comparison: atMost === undefined ? '=' : '>=', number: matches } }]
  })
}

/** Statements of what held, what is still there first. */
export function fixStatements(checked: readonly CheckedClaim[]): Statement[] {
  return checked
    .flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
    .toSorted((a, b) => Number(b.result['matches']) - Number(a.result['matches']))
    .map(({ id, text }) => ({ id: `s-${id}`, text, basis: id }))
}
