import { api, type Selector } from '@faultmaven/contracts'
import { QueryClient, keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { statusOf } from './api-error.ts'
import { call } from './call.ts'

const operations = api.operations
/** Lines are fetched in pages of this many. */
export const PAGE_LINES = 200

/** The cache of server data. A refusal is final; only a server that is away is asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        retry: (failures, error) => failures < 2 && [0, 502, 503, 504].includes(statusOf(error) ?? -1),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** The cases of this session's owner, newest first. */
export function useCases() {
  return useQuery({
    queryKey: ['cases'],
    queryFn: ({ signal }) => call(operations.listCases, {}, { signal }),
    refetchOnWindowFocus: 'always',
  })
}

/** One page of a source's lines; `page` counts from 0. Evidence never changes, so a page is fetched once. */
export function linePage(caseId: string, sourceId: string, page: number) {
  return queryOptions({
    queryKey: ['lines', caseId, sourceId, page],
    queryFn: ({ signal }) =>
      call(operations.readLines, { caseId, sourceId, from: page * PAGE_LINES + 1, count: PAGE_LINES }, { signal }),
    gcTime: 120_000,
  })
}

/** Lines that match a selector, at most `limit`; nothing is asked while the selector is undefined. */
export function useSearch(caseId: string, selector: Selector | undefined, limit: number) {
  return useQuery({
    queryKey: ['search', caseId, selector, limit],
    queryFn: ({ signal }) => call(operations.searchLines, { caseId, selector: selector ?? {}, limit }, { signal }),
    enabled: selector !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** A case as the server lists it; its refusal comes at once, while the event stream waits for a case to be made. */
export function useCase(caseId: string, { enabled }: { enabled: boolean }) {
  const queryFn = ({ signal }: { signal: AbortSignal }) => call(operations.getCase, { caseId }, { signal })
  return useQuery({ queryKey: ['case', caseId], queryFn, enabled, staleTime: 0 })
}

/** Whether this page holds the receipt of a case already, because it ended the case itself. */
export function useHasReceipt(caseId: string): boolean {
  return useQuery({ queryKey: ['receipt', caseId], queryFn: skipToken }).data !== undefined
}

/** The receipt of a case that is gone; 404 when there never was such a case. */
export function useReceipt(caseId: string) {
  return useQuery({ queryKey: ['receipt', caseId], queryFn: ({ signal }) => call(operations.getReceipt, { caseId }, { signal }) })
}
