import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** A secret of 256 random bits in base64url, 43 characters; give it out and keep {@link hashToken} of it only. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** SHA-256 in hexadecimal: what a server keeps of a token. A random token needs no slow hash. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex')
}

/** Whether two secrets are equal, in a time that tells nothing of where they differ, nor of their lengths. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
