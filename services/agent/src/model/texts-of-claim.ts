import type { Citation, Claim } from '@faultmaven/contracts'

/** What the places say that a verified claim cites, as it stands in the evidence. */
export function textsOf({ citations }: Pick<Claim, 'citations'>): string[] {
  return citations.flatMap(quotesOf)
}

function quotesOf(citation: Citation): string[] {
  return citation.kind === 'search' ? citation.first.map(({ quote }) => quote) : [citation.quote]
}
