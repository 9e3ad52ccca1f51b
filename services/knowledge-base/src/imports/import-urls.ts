import { isDocument } from '@faultmaven/retrieval'
import { ProblemError } from '@faultmaven/rpc'
import type { AllowedAddresses } from './allowed-addresses.ts'
import { fetchPage } from './fetch-page.ts'
import type { Sink } from './sink.ts'

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

/** Where pages may be fetched. @throws {ProblemError} `auth.forbidden` where none may be */
export function requireAddresses(allowedAddresses: AllowedAddresses | undefined): AllowedAddresses {
  if (allowedAddresses) return allowedAddresses
  throw new ProblemError('auth.forbidden', {
    detail: 'This server fetches no pages; start it with --knowledge-urls https://wiki.example/runbooks/',
  })
}

/**
 * Gives pages of the web one after another, each by its address; links in them are not followed.
 * @param timeoutMs of one page
 */
export async function importUrls(
  urls: readonly string[],
  sink: Sink,
  { isAllowed, timeoutMs = 30_000 }: { readonly isAllowed: AllowedAddresses; readonly timeoutMs?: number },
): Promise<void> {
  sink.setTotal(urls.length)
  for (const text of urls.slice(sink.start.settled)) {
    if (!URL.canParse(text)) {
      await sink.refuse(text, 'It is no address')
      continue
    }
    const url = new URL(text)
    const page = await fetchPage(url, { isAllowed, signal: sink.signal, timeoutMs })
    if ('reason' in page) await sink.refuse(text, page.reason)
    else await sink.keep(nameOf(url, page.contentType, page.bytes), page.bytes)
  }
}

/** Its address without what comes and goes; a name that says what it is, by its type where the address does not. */
function nameOf({ host, pathname, search }: URL, contentType: string, bytes: Uint8Array): string {
  const place = host + (pathname.endsWith('/') ? `${pathname}index` : pathname) + search
  const extension = EXTENSIONS[contentType.split(';')[0]!.trim().toLowerCase()]
  return isDocument(place, bytes) || extension === undefined ? place : `${place}.${extension}`
}
