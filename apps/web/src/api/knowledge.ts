import {
  api,
  type DocumentList,
  type DocumentNeed,
  type DocumentScope,
  type KnowledgeImport,
  MAX_LISTED_DOCUMENTS,
} from '@faultmaven/contracts'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { errorOf, unreachable } from './api-error.ts'
import { call, fillPath } from './call.ts'

const operations = api.operations
const DOCUMENTS = ['knowledge', 'documents']
const IMPORTS = ['knowledge', 'imports']
/** Documents of a page of the list. */
export const LISTED = 100
const POLL_MS = 1500

/** Which documents are listed; an empty filter lists all. */
export type DocumentFilter = {
  readonly words?: string | undefined
  readonly need?: DocumentNeed | undefined
  readonly scope?: 'user' | 'team' | 'global' | undefined
  readonly collection?: string | undefined
  readonly offset?: number | undefined
}

/** A page of the documents that this user may see, asked for again while some of them wait to be read. */
export function useDocuments(filter: DocumentFilter) {
  return useQuery({
    queryKey: [...DOCUMENTS, filter],
    queryFn: ({ signal }) => call(operations.listDocuments, { ...filter, limit: LISTED }, { signal }),
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => ((state.data?.counts.queued ?? 0) > 0 ? POLL_MS : false),
  })
}

/** With whom this user may share; undefined until it is known. */
export function useMayShare(): DocumentList['mayShare'] | undefined {
  return useDocuments({}).data?.mayShare
}

/** The last imports, asked for again while one of them runs. */
export function useImports() {
  const client = useQueryClient()
  return useQuery({
    queryKey: IMPORTS,
    async queryFn({ signal }) {
      const answer = await call(operations.listImports, {}, { signal })
      const before = client.getQueryData<typeof answer>(IMPORTS)
      // What was kept meanwhile is to be listed, also of an import that was over before it was seen to run.
      if (before && isFurther(before.imports, answer.imports)) void client.invalidateQueries({ queryKey: DOCUMENTS })
      return answer
    },
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.imports.some(isRunning) ? POLL_MS : false),
  })
}

function isFurther(before: readonly KnowledgeImport[], now: readonly KnowledgeImport[]): boolean {
  const times = new Map(before.map(({ importId, updatedAt }) => [importId, updatedAt]))
  return now.some(({ importId, updatedAt }) => times.get(importId) !== updatedAt)
}

export function isRunning({ progress }: KnowledgeImport): boolean {
  return progress.state === 'running'
}

export function useCorpora() {
  return useQuery({
    queryKey: ['knowledge', 'corpora'],
    queryFn: ({ signal }) => call(operations.listCorpora, {}, { signal }),
  })
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

/** As people choose it: themselves, a team of theirs, everybody. */
export type ChosenScope = { readonly scope: 'user' | 'team' | 'global'; readonly teamId?: string }
type Upload = ChosenScope & { readonly name: string; readonly body: Blob }

/**
 * Keeps a document, which is then read in the background: a new one, or the next version of the one of this name that the user added.
 * @throws {ApiError} when the server refuses or does not answer
 */
export async function addDocument({ name, body, ...scope }: Upload): Promise<void> {
  const { documents } = await call(operations.listDocuments, { words: name.slice(0, MAX_WORDS), limit: MAX_LISTED_DOCUMENTS })
  const known = documents.find(
    (document) =>
      document.name === name && document.mayChange && document.collection === undefined && isOfScope(document.scope, scope),
  )
  await send(operations.addDocument, { documentId: known?.documentId ?? crypto.randomUUID() }, { name, ...scope }, body)
}
const MAX_WORDS = 200

function isOfScope(scope: DocumentScope, chosen: ChosenScope): boolean {
  return scope.kind === chosen.scope && (scope.kind !== 'team' || scope.teamId === chosen.teamId)
}

/** Keeps the documents of an archive, in the background. @throws {ApiError} as {@link addDocument} */
export async function importArchive({ name, body, ...scope }: Upload): Promise<void> {
  await send(operations.importArchive, { collection: name.replace(ARCHIVE, '') || name }, scope, body)
}
const ARCHIVE = /\.(zip|tar|tgz|tar\.(gz|bz2|xz|zst))$/i
export const isArchive = (name: string): boolean => ARCHIVE.test(name)

async function send(
  { method, path }: { readonly method: string; readonly path: string },
  names: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
  body: Blob,
): Promise<void> {
  const { url } = fillPath(path, names)
  const headers = { 'content-type': 'application/octet-stream' }
  const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`, { method, headers, body }).catch(
    (cause: unknown) => {
      throw unreachable(cause)
    },
  )
  if (!response.ok) throw await errorOf(response)
}
