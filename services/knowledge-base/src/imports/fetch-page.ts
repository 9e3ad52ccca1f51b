import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import type { AllowedAddresses } from './allowed-addresses.ts'
import { TOO_LARGE } from './sink.ts'

/** A page, or why there is none, for people. */
export type Page = { readonly bytes: Uint8Array; readonly contentType: string } | { readonly reason: string }

type Options = {
  readonly isAllowed: AllowedAddresses
  /** Ends with the import. */
  readonly signal: AbortSignal
  /** Of one page with its redirects, milliseconds. */
  readonly timeoutMs: number
}

const MAX_REDIRECTS = 5
export const NOT_ALLOWED = 'It is not below an address that the operator allows with --knowledge-urls'

/** Fetches one page. Where a server sends it on to must be allowed, too; nothing that identifies the caller goes along. */
export async function fetchPage(url: URL, { isAllowed, signal, timeoutMs }: Options): Promise<Page> {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    return await follow(url, { isAllowed, signal: AbortSignal.any([signal, deadline]) })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (deadline.aborted) return { reason: `It was not there within ${timeoutMs / 1000} seconds` }
    return { reason: `It could not be fetched (${codeOf(error)})` }
  }
}

async function follow(first: URL, { isAllowed, signal }: Pick<Options, 'isAllowed' | 'signal'>): Promise<Page> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    if (!isAllowed(url)) return { reason: redirects === 0 ? NOT_ALLOWED : `It leads elsewhere. ${NOT_ALLOWED}` }
    const response = await fetch(url.href, { redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer', signal })
    const target = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || target === null) return await readPage(response)
    await response.body?.cancel()
    if (!URL.canParse(target, url.href)) return { reason: 'It leads to what is no address' }
    url = new URL(target, url)
  }
  return { reason: `It leads on more than ${MAX_REDIRECTS} times` }
}

async function readPage(response: Response): Promise<Page> {
  if (response.status !== 200) {
    await response.body?.cancel()
    return { reason: `Its server answered with status ${response.status}` }
  }
  const pieces: Uint8Array[] = []
  let size = 0
  // Counted after unpacking: a page may unpack to far more than was sent.
  for await (const piece of response.body ?? []) {
    size += piece.length
    // Leaving the loop ends the connection.
    if (size > MAX_DOCUMENT_BYTES) return { reason: TOO_LARGE }
    pieces.push(piece)
  }
  return { bytes: Buffer.concat(pieces), contentType: response.headers.get('content-type') ?? '' }
}

/** What Node says of the connection, without the address in it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? error.name : codeOf(error.cause)
}
