import { hashToken, newToken } from './tokens.ts'

type Options = {
  readonly lifetimeMs: number
  /** The oldest token gives way to a newer one beyond this. @default 10 000 */
  readonly maxTokens?: number
  readonly now?: () => number
}
export type OneTimeTokens = {
  issue(): string
  /** True once per token issued, within its lifetime. */
  redeem(token: string): boolean
}
export type Sessions = {
  issue(): string
  /** Whether the token was issued, is not over and not revoked. */
  isValid(token: string): boolean
  revoke(token: string): void
}

/** Tokens for links that work once. Only their hashes are kept, in memory: a restart makes them all useless. */
export function createOneTimeTokens(options: Options): OneTimeTokens {
  const held = createRegistry(options)
  return {
    issue: () => held.issue(),
    redeem(token) {
      const valid = held.isValid(token)
      held.revoke(token)
      return valid
    },
  }
}

/** Opaque session tokens. Only their hashes are kept, in memory. */
export function createSessions(options: Options): Sessions {
  return createRegistry(options)
}

/** Looked up by hash: how long that takes tells of the hash, which nobody can choose, and not of the token. */
function createRegistry({ lifetimeMs, maxTokens = 10_000, now = Date.now }: Options): Sessions {
  const expiryOf = new Map<string, number>()
  return {
    issue() {
      const token = newToken()
      expiryOf.set(hashToken(token), now() + lifetimeMs)
      // A map gives its keys in the order they came, and all live equally long: the first is the first to end.
      for (const [hash, expiry] of expiryOf) {
        if (expiryOf.size <= maxTokens && expiry > now()) break
        expiryOf.delete(hash)
      }
      return token
    },
    isValid: (token) => (expiryOf.get(hashToken(token)) ?? -Infinity) > now(),
    revoke(token) {
      expiryOf.delete(hashToken(token))
    },
  }
}
