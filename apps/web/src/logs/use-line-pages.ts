import type { ViewLine } from '@faultmaven/contracts'
import { useQueries } from '@tanstack/react-query'
import { linePage, PAGE_LINES } from '../api/queries.ts'

type Lines = {
  /** The line of a row (from 0), once it is here. */
  readonly at: (row: number) => ViewLine | undefined
  /** How many lines the source has, once any page is here. */
  readonly total: number | undefined
  readonly error: unknown
  readonly retry: () => void
}

/** The pages that hold rows `[first, end)` of a source. */
export function useLinePages(caseId: string, sourceId: string, { first, end }: { first: number; end: number }): Lines {
  const from = Math.floor(first / PAGE_LINES)
  const pages = Math.max(1, Math.ceil(end / PAGE_LINES) - from)
  const results = useQueries({ queries: Array.from({ length: pages }, (_, at) => linePage(caseId, sourceId, from + at)) })
  const failed = results.find(({ error }) => error)
  return {
    at: (row) => results[Math.floor(row / PAGE_LINES) - from]?.data?.lines[row % PAGE_LINES],
    total: results.find(({ data }) => data)?.data?.totalLines,
    error: failed?.error,
    retry: () => results.forEach((result) => void (result.error && result.refetch())),
  }
}
