import type { IncomingHttpHeaders } from 'node:http'

/** Longest token that is looked at; ours have 43 characters. */
const MAX_TOKEN_LENGTH = 256

/** The session token of a request: a script sends it as bearer, the page as cookie. */
export function sessionToken(headers: IncomingHttpHeaders): string | undefined {
  return bearerToken(headers) ?? cookieToken(headers)
}

export function bearerToken({ authorization }: IncomingHttpHeaders): string | undefined {
  const [scheme, token, ...rest] = authorization?.split(' ') ?? []
  return scheme?.toLowerCase() === 'bearer' && token && rest.length === 0 && token.length <= MAX_TOKEN_LENGTH ? token : undefined
}

/**
 * Header value that gives the page its session. Out of reach of scripts and of other sites; the port is in its name because
 * cookies are shared by all ports of a host.
 */
export function sessionCookie(host: string, token: string): string {
  return `${cookieName(host)}=${token}; HttpOnly; SameSite=Strict; Path=/`
}

function cookieToken({ cookie, host }: IncomingHttpHeaders): string | undefined {
  const prefix = `${cookieName(host ?? '')}=`
  const pair = cookie?.split(';').find((entry) => entry.trimStart().startsWith(prefix))
  return pair?.trim().slice(prefix.length, prefix.length + MAX_TOKEN_LENGTH)
}

function cookieName(host: string): string {
  return `fm_${/:(\d{1,5})$/.exec(host)?.[1] ?? '80'}`
}
