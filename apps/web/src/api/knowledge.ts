import { api, type KnowledgeDocument } from '@faultmaven/contracts'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { errorOf, unreachable } from './api-error.ts'
import { call, fillPath } from './call.ts'

const operations = api.operations
const DOCUMENTS = ['knowledge', 'documents']
/** As many are listed; all are searched. */
export const LISTED = 1000
const POLL_MS = 1500

/** The documents that this user may see, asked for again while some of them wait to be read. */
export function useDocuments() {
  return useQuery({
    queryKey: DOCUMENTS,
    queryFn: ({ signal }) => call(operations.listDocuments, { limit: LISTED }, { signal }),
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.documents.some(isQueued) ? POLL_MS : false),
  })
}

export function isQueued({ ingestion }: KnowledgeDocument): boolean {
  return ingestion.state === 'queued'
}

/** What answers a question best. The answer before stays until the next is there. */
export function useKnowledgeSearch(question: string) {
  return useQuery({
    queryKey: ['knowledge', 'search', question],
    queryFn: ({ signal }) => call(operations.searchKnowledge, { question, passages: 2 }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

/** What a citation names now: of a document of a case where one is said, else of the knowledge base. */
export function usePassage(citation: string, caseId?: string) {
  return useQuery({
    queryKey: ['knowledge', 'passage', citation, caseId],
    queryFn: ({ signal }) =>
      caseId === undefined
        ? call(operations.getPassage, { citation }, { signal })
        : call(operations.getDocumentPassage, { citation, caseId }, { signal }),
    staleTime: 0,
  })
}

/** Asks for documents, hits and passages again after something was changed. */
export function useKnowledgeChanged(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['knowledge'] })
}

export type DocumentUpload = { readonly name: string; readonly scope: 'user' | 'global'; readonly body: Blob }

/** Keeps a new document, which is then read in the background. @throws {ApiError} when the server refuses or does not answer */
export async function addDocument({ name, scope, body }: DocumentUpload): Promise<void> {
  const { method, path } = operations.addDocument
  const { url } = fillPath(path, { documentId: crypto.randomUUID() })
  const query = new URLSearchParams({ name, scope })
  const headers = { 'content-type': 'application/octet-stream' }
  const response = await fetch(`${url}?${query.toString()}`, { method, headers, body }).catch((cause: unknown) => {
    throw unreachable(cause)
  })
  if (!response.ok) throw await errorOf(response)
}
