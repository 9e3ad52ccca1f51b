import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'
import { unary } from './operation.ts'

/** A lasting token for `/v1/chat/completions`, `/v1/embeddings` and `/v1/models`; it opens nothing else. The token itself is kept nowhere. */
export const ApiToken = z.object({
  tokenId: Id,
  /** The owner's own, to know it again. */
  name: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
})
export type ApiToken = z.infer<typeof ApiToken>

/** The part of the public contract about tokens. */
export const tokenApi = {
  createToken: unary({
    method: 'POST',
    path: '/v1/settings/tokens',
    summary: 'A lasting token for clients of OpenAI; this answer alone shows it',
    scope: 'settings:write',
    input: z.object({
      name: z.string().check(z.minLength(1), z.maxLength(80)),
      days: z.optional(z.number().check(z.int(), z.gte(1), z.lte(366))),
    }),
    output: z.object({ token: z.string(), ...ApiToken.shape }),
  }),
  listTokens: unary({
    method: 'GET',
    path: '/v1/settings/tokens',
    summary: 'Your lasting tokens, oldest first, without what they open doors with',
    scope: 'settings:write',
    input: z.object({}),
    output: z.object({ tokens: z.array(ApiToken) }),
  }),
  revokeToken: unary({
    method: 'DELETE',
    path: '/v1/settings/tokens/{tokenId}',
    summary: 'Makes a token useless at once',
    scope: 'settings:write',
    idempotent: true,
    input: z.object({ tokenId: Id }),
    output: z.object({ revoked: z.boolean() }),
  }),
} as const
