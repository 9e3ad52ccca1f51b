import { Readable } from 'node:stream'
import { type llmGateway, ModelRegion } from '@faultmaven/contracts'
import {
  type CallContext,
  type Client,
  createOpenStreams,
  type Principal,
  ProblemError,
  requestIdOf,
  watchCaller,
} from '@faultmaven/rpc'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { toChatChunks, toChatCompletion } from './chat-answer.ts'
import { ChatBody, isNamed, toAsked } from './chat-body.ts'
import { sendOpenAiError } from './open-ai-error.ts'

type Options = {
  /** Absent where no such role was named. */
  readonly llmGateway: Client<typeof llmGateway> | undefined
  readonly authenticate: (request: FastifyRequest) => Promise<Principal>
}

const MAX_BODY_BYTES = 8 * 2 ** 20
/** Bytes made ahead of what the connection takes; beyond it the model waits. */
const BUFFER_BYTES = 16_384

const EmbeddingsBody = z.object({
  model: z.optional(z.string()),
  input: z.union([z.string(), z.array(z.string()).check(z.minLength(1))]),
  region: z.optional(ModelRegion),
  encoding_format: z.optional(z.enum(['float', 'base64'])),
})

/**
 * Serves the gateway to any client of OpenAI's API: `/v1/chat/completions`, `/v1/embeddings` and `/v1/models`, with a session's token as bearer or the
 * page's own session. Everything that leaves is redacted as it is for cases.
 */
export async function serveOpenAi(fastify: FastifyInstance, { llmGateway, authenticate }: Options): Promise<void> {
  const openStreams = createOpenStreams()
  fastify.addHook('preClose', openStreams.drain)
  const requireGateway = () => {
    if (!llmGateway) throw new ProblemError('llm.not_configured')
    return llmGateway
  }
  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = watchCaller(reply)
    openStreams.add(caller, reply.raw)
    const requestId = requestIdOf(request)
    reply.header('x-request-id', requestId).header('cache-control', 'no-store')
    const context: CallContext = { requestId, principal: await authenticate(request), ending: caller }
    return context
  }

  await fastify.register(async (scope) => {
    scope.setErrorHandler(sendOpenAiError)
    scope.post('/v1/chat/completions', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      const context = await admit(request, reply)
      const body = ChatBody.parse(request.body)
      const asked = toAsked(body)
      if (body.stream !== true) return toChatCompletion(await requireGateway().completeChat(asked, context))
      const events = requireGateway().streamChat(asked, context)[Symbol.asyncIterator]()
      // What fails before the first piece is an answer with its own status.
      const first = await events.next()
      const hasUsage = body.stream_options?.include_usage === true
      const chunks = toChatChunks({ first, events, model: body.model ?? 'auto', hasUsage })
      reply.type('text/event-stream').header('x-accel-buffering', 'no')
      return reply.send(Readable.from(chunks, { objectMode: false, highWaterMark: BUFFER_BYTES }))
    })
    scope.post('/v1/embeddings', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      const context = await admit(request, reply)
      const { model, input, region, encoding_format: format } = EmbeddingsBody.parse(request.body)
      const asked = {
        texts: typeof input === 'string' ? [input] : input,
        ...(isNamed(model) && { model }),
        ...(region && { region }),
      }
      const { vectors, model: name, inputTokens } = await requireGateway().embed(asked, context)
      return {
        object: 'list',
        data: vectors.map((vector, index) => ({
          object: 'embedding',
          index,
          embedding: format === 'base64' ? toBase64(vector) : vector,
        })),
        model: name,
        usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
      }
    })
    scope.get('/v1/models', async (request, reply) => {
      const context = await admit(request, reply)
      const { models } = await requireGateway().listModels({}, context)
      return {
        object: 'list',
        data: [AUTO, ...models].map(({ name, provider, use }) => ({
          id: name,
          object: 'model',
          created: 0,
          owned_by: provider,
          use,
        })),
      }
    })
  })
}

/** The route decides. `use` is ours: a client may offer only what chats. */
const AUTO = { name: 'auto', provider: 'faultmaven', use: 'chat' } as const

/** Little-endian 32-bit floats, which is what clients of OpenAI ask for unless told otherwise. */
function toBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}
