import { api, type ExploreFilter } from '@faultmaven/contracts'
import { QueryClient, keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { statusOf } from './api-error.ts'
import { call } from './call.ts'
import { findRecords } from './find-records.ts'

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

/** The live sources that the operator attached: they change with a restart of the server only. */
export function useLiveSources() {
  return useQuery({
    queryKey: ['live-sources'],
    queryFn: ({ signal }) => call(operations.listLiveSources, {}, { signal }),
  })
}

/** What of a case left for models: grows while a turn runs. */
export function useEgress(caseId: string, { running }: { readonly running: boolean }) {
  return useQuery({
    queryKey: ['egress', caseId, running],
    queryFn: ({ signal }) => call(operations.listEgress, { caseId }, { signal }),
    refetchInterval: running ? 3000 : false,
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
}

/** One body that left; it never changes. */
export function useEgressBody(caseId: string, egressId: string) {
  return useQuery({
    queryKey: ['egress-body', caseId, egressId],
    queryFn: ({ signal }) => call(operations.readEgress, { caseId, egressId }, { signal }),
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

/** The first records that a filter chooses, at most `limit`, in the order of the sources. Evidence never changes: asked once. */
export function recordsFound(caseId: string, filter: ExploreFilter, limit: number) {
  return queryOptions({
    queryKey: ['records', caseId, filter, limit],
    queryFn: ({ signal }) => findRecords({ caseId, filter, limit }, { signal }),
  })
}

/** The same while it is shown; the answer before stays until the next is there. */
export function useRecords(caseId: string, filter: ExploreFilter, limit: number) {
  return useQuery({ ...recordsFound(caseId, filter, limit), placeholderData: keepPreviousData })
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
