import type { ImportReport } from '@faultmaven/contracts'
import { isDocument } from '@faultmaven/retrieval'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { requireScope } from '../documents/access.ts'
import type { AddDeps } from '../documents/add-document.ts'
import type { AllowedAddresses } from './allowed-addresses.ts'
import { fetchPage } from './fetch-page.ts'
import { type CollectionRequest, createTally } from './tally.ts'

type Deps = AddDeps & {
  /** Undefined where the operator allows none. */
  readonly allowedAddresses: AllowedAddresses | undefined
  /** Of one page. @default 30 000 */
  readonly timeoutMs?: number
}

/** What a page is by its type, where its address does not say. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/yaml': 'yaml',
  'text/yaml': 'yaml',
}

/**
 * Keeps pages of the web one after another, each by its address; links in them are not followed. What is there already changes nothing, so that an import that
 * was ended is made whole by asking for it again.
 * @throws {ProblemError} `auth.forbidden` where no page may be fetched, or for a scope that is not the caller's
 */
export async function importUrls(
  request: CollectionRequest & { readonly urls: readonly string[] },
  { allowedAddresses: isAllowed, timeoutMs = 30_000, ...deps }: Deps,
  { principal, signal = new AbortController().signal }: CallContext,
): Promise<ImportReport> {
  requireScope(request.scope, request.teamId, principal)
  if (!isAllowed) {
    throw new ProblemError('auth.forbidden', {
      detail: 'This server fetches no pages; start it with --knowledge-urls https://wiki.example/runbooks/',
    })
  }
  const { urls, ...collection } = request
  const tally = createTally(collection, deps, principal)
  for (const text of new Set(urls)) {
    if (!URL.canParse(text)) {
      tally.refuse(text, 'It is no address')
      continue
    }
    const url = new URL(text)
    const page = await fetchPage(url, { isAllowed, signal, timeoutMs })
    if ('reason' in page) tally.refuse(text, page.reason)
    else await tally.keep(nameOf(url, page.contentType, page.bytes), page.bytes)
  }
  return tally.report()
}

/** Its address without what comes and goes; a name that says what it is, by its type where the address does not. */
function nameOf({ host, pathname, search }: URL, contentType: string, bytes: Uint8Array): string {
  const place = host + (pathname.endsWith('/') ? `${pathname}index` : pathname) + search
  const extension = EXTENSIONS[contentType.split(';')[0]!.trim().toLowerCase()]
  return isDocument(place, bytes) || extension === undefined ? place : `${place}.${extension}`
}
