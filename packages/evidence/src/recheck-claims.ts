import type { Citation, Claim } from '@faultmaven/contracts'
import { isDeepStrictEqual } from 'node:util'
import { checkClaims } from './check-claims.ts'
import type { SourceReader } from './source/source-reader.ts'

export type RecheckedClaim =
  | { readonly id: string; readonly outcome: 'verified' }
  | { readonly id: string; readonly outcome: 'failed' | 'undecided'; readonly why: string }

/**
 * Checks claims that somebody else wrote down, a report's say, against the original sources: each is computed anew and must
 * come to the very result and citations that are written, in the order of the claims. Names of files may differ, hashes may not.
 *
 * @param sources all sources that the claims were checked against; a search through fewer does not confirm one through more
 * @param options.quotesAreRedacted the quotes hold placeholders, so only their places are compared
 */
export async function recheckClaims(
  claims: readonly Claim[],
  sources: readonly SourceReader[],
  { quotesAreRedacted = false, signal }: { readonly quotesAreRedacted?: boolean; readonly signal?: AbortSignal } = {},
): Promise<RecheckedClaim[]> {
  const checked = await checkClaims(claims, sources, signal ? { signal } : {})
  return checked.map((answer, index): RecheckedClaim => {
    const written = claims[index]
    if (answer.outcome !== 'verified') return answer
    const why = written && differenceOf(written, answer.claim, quotesAreRedacted)
    return why === undefined ? { id: answer.claim.id, outcome: 'verified' } : { id: answer.claim.id, outcome: 'failed', why }
  })
}

function differenceOf(written: Claim, computed: Claim, quotesAreRedacted: boolean): string | undefined {
  if (!isDeepStrictEqual({ ...written.computation }, computed.computation)) return 'It was computed by another version'
  if (!isDeepStrictEqual({ ...written.result }, computed.result)) return 'The evidence gives another result'
  const compared = (citations: readonly Citation[]) => citations.map((citation) => comparable(citation, quotesAreRedacted))
  const isEqual = isDeepStrictEqual(compared(written.citations), compared(computed.citations))
  return isEqual ? undefined : 'The evidence does not stand where it is cited, or says something else'
}

/** A citation without what may differ between two readings of the same bytes. */
function comparable(citation: Citation, quotesAreRedacted: boolean): unknown {
  if (citation.kind === 'search') {
    return { ...citation, first: citation.first.map((place) => comparable(place, quotesAreRedacted)) }
  }
  return { ...citation, sourceName: '', quote: quotesAreRedacted ? '' : citation.quote }
}
