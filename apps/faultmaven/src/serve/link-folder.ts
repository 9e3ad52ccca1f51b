import { mkdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { hashToken, newToken, type OneTimeTokens } from '@faultmaven/security'

/** A link is good for this long. */
const LIFETIME_MS = 15 * 60_000

/**
 * One-time tokens as empty files named by the token's hash, so that `faultmaven link` can issue one for a server that runs.
 * Whoever can write into the data folder owns the installation anyway. Taking the file away is what redeems: it works once.
 */
export function createLinkFolder(folder: string, now = Date.now): OneTimeTokens {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileOf = (token: string) => path.join(folder, hashToken(token))
  return {
    issue() {
      const token = newToken()
      writeFileSync(fileOf(token), '', { mode: 0o600, flag: 'wx' })
      return token
    },
    redeem(token) {
      try {
        const issuedMs = statSync(fileOf(token)).mtimeMs
        unlinkSync(fileOf(token))
        return now() - issuedMs < LIFETIME_MS
      } catch {
        return false // never issued, or redeemed before
      }
    },
  }
}
