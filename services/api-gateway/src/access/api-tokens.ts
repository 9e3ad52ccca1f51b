import { randomUUID } from 'node:crypto'
import type { ApiToken } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { hashToken, newToken } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'

type Stored = ApiToken & { readonly principal: Principal }

/** Lasting tokens for other programs. Rows stand under the hash of their token, so that nothing stored opens a door. */
export type ApiTokens = {
  /** @throws {ProblemError} `request.invalid` when the owner has too many */
  create(
    owner: Principal,
    asked: { readonly name: string; readonly days?: number | undefined },
  ): Promise<ApiToken & { readonly token: string }>
  /** Of one owner, oldest first; those that are over are gone. */
  list(owner: Principal): Promise<ApiToken[]>
  /** @returns false when the owner has none of that id */
  revoke(owner: Principal, tokenId: string): Promise<boolean>
  /** Whose token it is; undefined for any other text. */
  find(token: string): Promise<Principal | undefined>
}

const FOLDER = 'token/'
const MARK = 'fm-'
const DAY_MS = 86_400_000
const DAYS = 90
/** Of one owner. */
const MAX_TOKENS = 100

export function createApiTokens({ kv, now = Date.now }: { readonly kv: Kv; readonly now?: () => number }): ApiTokens {
  async function rowsOf({ userId }: Principal) {
    const rows = await kv.list(FOLDER)
    return rows
      .map(({ key, value }) => ({ key, stored: read(value) }))
      .filter(({ stored }) => stored.principal.userId === userId)
      .toSorted((one, other) => (one.stored.createdAt < other.stored.createdAt ? -1 : 1))
  }
  return {
    async create(owner, { name, days = DAYS }) {
      if ((await rowsOf(owner)).length >= MAX_TOKENS)
        throw new ProblemError('request.invalid', { detail: `You have ${MAX_TOKENS} tokens already: revoke one first` })
      const token = MARK + newToken()
      const [createdAt = '', expiresAt = ''] = [now(), now() + days * DAY_MS].map((ms) => new Date(ms).toISOString())
      const made: ApiToken = { tokenId: randomUUID(), name, createdAt, expiresAt }
      const stored: Stored = { ...made, principal: owner }
      await kv.set(FOLDER + hashToken(token), Buffer.from(JSON.stringify(stored)), { ttlMs: days * DAY_MS })
      return { token, ...made }
    },
    list: async (owner) => (await rowsOf(owner)).map(({ stored: { principal: _whose, ...shown } }) => shown),
    async revoke(owner, tokenId) {
      const row = (await rowsOf(owner)).find(({ stored }) => stored.tokenId === tokenId)
      if (row) await kv.delete(row.key)
      return row !== undefined
    },
    async find(token) {
      const row = token.startsWith(MARK) ? await kv.get(FOLDER + hashToken(token)) : undefined
      return row && read(row.value).principal
    },
  }
}

function read(value: Uint8Array): Stored {
  // Only `create` writes rows of this folder.
  const stored: Stored = JSON.parse(Buffer.from(value).toString('utf8'))
  return stored
}
