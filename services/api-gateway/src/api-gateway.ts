import { api, type agent, type dataProcessing, type knowledgeBase, type llmGateway } from '@faultmaven/contracts'
import { type Client, type Principal, ProblemError, sendProblem, serveContract } from '@faultmaven/rpc'
import type { OneTimeTokens, Sessions } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createApiTokens } from './access/api-tokens.ts'
import { requireHost, requireOwnOrigin } from './access/guard.ts'
import { SECURITY_HEADERS } from './access/security-headers.ts'
import { bearerToken, sessionToken } from './access/session-token.ts'
import { serveLink } from './access/serve-link.ts'
import { createApiHandlers } from './api-handlers.ts'
import { serveOpenAi } from './openai/serve-openai.ts'
import { openApiDocument } from './openapi.ts'
import { servePage } from './page/serve-page.ts'
import { serveTurn } from './turn/serve-turn.ts'
import { createUploads } from './turn/uploads.ts'

export type ApiGatewayOptions = {
  readonly agent: Client<typeof agent>
  readonly dataProcessing: Client<typeof dataProcessing>
  /** Absent where no such role was named: then no model can be asked. */
  readonly llmGateway?: Client<typeof llmGateway> | undefined
  /** Absent: its operations say that there is none. */
  readonly knowledgeBase?: Client<typeof knowledgeBase>
  /** One-time tokens of the links that were printed. */
  readonly links: OneTimeTokens
  readonly sessions: Sessions
  /** Of this role alone: lasting tokens stand there, by their hashes. */
  readonly kv: Kv
  /** Names with port that this server answers to, `127.0.0.1:8420`, in lower case; asked for at each request. */
  readonly allowedHosts: () => readonly string[]
  /** Folder of the built page; without it only the API is served. */
  readonly assetsFolder?: string
  readonly limits?: Partial<GatewayLimits>
}
export type GatewayLimits = {
  /** @default 10 000 files in a body */
  readonly maxFiles: number
  /** @default 1 MiB of JSON in the part `turn` */
  readonly maxTurnBytes: number
  /** @default 16 uploads at a time */
  readonly maxUploads: number
}

const LIMITS: GatewayLimits = { maxFiles: 10_000, maxTurnBytes: 2 ** 20, maxUploads: 16 }
/** Local mode has one user, who is whoever redeemed the link. */
const LOCAL_USER: Principal = { userId: 'local', teamIds: [], roles: ['admin'] }

/**
 * Mounts the public face of FaultMaven: the page, the `api` contract and the single call, guarded as local mode must be
 * (DESIGN §9). The guards hold for every route of this server, those of others too.
 */
export async function serveApiGateway(fastify: FastifyInstance, options: ApiGatewayOptions): Promise<void> {
  const { links, sessions, kv, allowedHosts, assetsFolder, llmGateway, ...backends } = options
  const limits = { ...LIMITS, ...options.limits }
  const uploads = createUploads(limits)
  const apiTokens = createApiTokens({ kv })
  const openApi = openApiDocument(api.version)

  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    requireHost(request, allowedHosts())
    requireOwnOrigin(request)
  })
  fastify.setErrorHandler(sendProblem)
  fastify.setNotFoundHandler((request, reply) => sendProblem(new ProblemError('route.not_found'), request, reply))

  const authenticate = async ({ headers }: FastifyRequest): Promise<Principal> => {
    const token = sessionToken(headers)
    if (token !== undefined && sessions.isValid(token)) return LOCAL_USER
    const bearer = bearerToken(headers)
    if (bearer === undefined)
      throw new ProblemError('auth.required', {
        detail: 'Open the link that FaultMaven printed at its start, or print a new one',
      })
    const detail = (await apiTokens.find(bearer))
      ? 'A lasting token opens /v1/chat/completions, /v1/embeddings and /v1/models and nothing else'
      : 'This token is unknown, over or withdrawn: make another one with POST /v1/settings/tokens, signed in on the page'
    throw new ProblemError('auth.required', { detail })
  }
  // A lasting token opens the endpoints of OpenAI's clients and nothing else: none of them touches a case.
  const authenticateProgram = async (request: FastifyRequest): Promise<Principal> => {
    const token = bearerToken(request.headers)
    const owner = token === undefined ? undefined : await apiTokens.find(token)
    return owner ? { ...owner, roles: ['engineer'] } : authenticate(request)
  }
  const { redeemLink: _ownRoute, ...operations } = api.operations
  await serveContract(fastify, { ...api, operations }, createApiHandlers({ ...backends, llmGateway, uploads, apiTokens }), {
    authenticate,
  })
  await serveLink(fastify, { links, sessions })
  await serveTurn(fastify, { ...backends, authenticate, uploads, limits })
  await serveOpenAi(fastify, { llmGateway, authenticate: authenticateProgram })
  fastify.get('/v1/openapi.json', async () => openApi)
  if (assetsFolder !== undefined) await servePage(fastify, assetsFolder)
}
