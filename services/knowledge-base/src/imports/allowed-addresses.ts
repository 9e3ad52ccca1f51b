/** Says whether pages of an address may be fetched. */
export type AllowedAddresses = (url: URL) => boolean

/** A slash or backslash in disguise: what serves the page may read it as one and leave the path that is allowed. */
const HIDDEN_SLASH = /%(?:2f|5c)/i

/**
 * Addresses below which an operator allows pages to be fetched, `https://wiki.example/runbooks/`. Each names its host, so it may be one of the operator's
 * own network; a path holds for what is below it.
 * @throws {Error} that says which of them is none, and why
 */
export function readAllowedAddresses(prefixes: readonly string[]): AllowedAddresses {
  const allowed = prefixes.map(readPrefix)
  return ({ origin, pathname, username, password }) =>
    username === '' &&
    password === '' &&
    !HIDDEN_SLASH.test(pathname) &&
    allowed.some((one) => one.origin === origin && isBelow(pathname, one.pathname))
}

function readPrefix(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new Error(`"${text}" is no address of pages; write it whole: https://wiki.example/runbooks/`)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error(`"${url.origin}${url.pathname}" must have no user, no password, nothing behind ? and #`)
  return url
}

function isBelow(pathname: string, above: string): boolean {
  return pathname === above || pathname.startsWith(above.endsWith('/') ? above : `${above}/`)
}
