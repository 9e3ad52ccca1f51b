import type { Claim } from '@faultmaven/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { linePage, PAGE_LINES } from '../api/queries.ts'
import { placesOf } from '../think/citation-places.ts'

/** More would be a burst of requests for lines that may never be looked at. */
const MOST = 12

/** Fetches the lines around the first citations once there is an answer, so that a click only has to draw them. */
export function useCitedPages(caseId: string, claims: ReadonlyMap<string, Claim>, ready: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!ready) return
    const places = [...claims.values()].flatMap((claim) => placesOf(claim.citations, claim.id)).slice(0, MOST)
    for (const { sourceId, line } of places) {
      void queries.prefetchQuery(linePage(caseId, sourceId, Math.floor((line - 1) / PAGE_LINES)))
    }
  }, [caseId, claims, ready, queries])
}
