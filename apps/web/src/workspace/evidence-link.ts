import { createContext, useContext } from 'react'

/** A line of a source, from 1. */
export type LinePlace = { readonly sourceId: string; readonly line: number }

export type EvidenceLinks = {
  /** Shows a line in the log viewer, centred; `cite` names the citation that led there. */
  readonly open: (place: LinePlace, cite?: string) => void
  /** Fetches the lines around a place before they are asked for. */
  readonly prefetch: (place: LinePlace) => void
  /** The citation in the address. */
  readonly cite: string | undefined
}

const none: EvidenceLinks = { open: () => {}, prefetch: () => {}, cite: undefined }
export const EvidenceLinksContext = createContext(none)

/** How a citation anywhere on the page opens its evidence. */
export function useEvidenceLinks(): EvidenceLinks {
  return useContext(EvidenceLinksContext)
}
