import { llmGateway } from '@faultmaven/contracts'
import { createInProcessClient, type Handlers, ProblemError } from '@faultmaven/rpc'
import { describe, expect, test } from 'vitest'
import { createGatewayEmbedder, type EmbeddingGateway } from './gateway-embedder.ts'

type Embed = Handlers<typeof llmGateway>['embed']
const COMMON = { provider: 'openai', host: 'api.openai.com', contextTokens: 8192, hasSealedKey: false, isResting: false } as const

/** The contract of the gateway over a model that a test makes up; everything else refuses. */
function gatewayWith(embed: Embed): EmbeddingGateway {
  const handlers = new Proxy({} as Handlers<typeof llmGateway>, {
    get: (_target, name) => {
      if (name === 'embed') return embed
      if (name !== 'listModels') return () => Promise.reject(new ProblemError('route.not_found'))
      return async () => ({
        models: [
          { ...COMMON, name: 'main', modelId: 'chatty', use: 'chat' },
          { ...COMMON, name: 'vectors', modelId: 'small-1', use: 'embedding' },
        ],
      })
    },
  })
  return createInProcessClient(llmGateway, handlers, { wire: true })
}
/** A text by its length, so that a wrong order is seen. */
const byLength: Embed = async ({ texts }) => ({
  model: 'vectors',
  vectors: texts.map(({ length }) => [length, 1]),
  inputTokens: 1,
})

describe('a model behind the gateway', () => {
  test('is known by the model that answers; its vectors come in the order of the texts, however many are asked at once', async () => {
    const asked: number[] = []
    const embedder = await createGatewayEmbedder(
      gatewayWith(async (input, context) => {
        asked.push(input.texts.length)
        return byLength(input, context)
      }),
      'vectors',
    )
    expect(embedder.space).toEqual({ model: 'openai/small-1', dimension: 2 })
    const texts = Array.from({ length: 150 }, (_, index) => 'x'.repeat(index + 1))
    const vectors = await embedder.embed(texts, 'passage')
    expect(vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length))
    expect(asked).toEqual([1, 64, 64, 22])
  })

  test('reads the beginning of what is longer than models read', async () => {
    const embedder = await createGatewayEmbedder(gatewayWith(byLength), 'vectors')
    expect((await embedder.embed(['x'.repeat(20_000)], 'passage'))[0]?.[0]).toBe(8000)
  })

  test.each(['main', 'none'])('is named by an embedding model of the gateway, not by %j', async (name) => {
    await expect(createGatewayEmbedder(gatewayWith(byLength), name)).rejects.toThrow('there is "vectors"')
  })

  test('is refused when it comes to answer with vectors of another length, or with fewer', async () => {
    let answer: Awaited<ReturnType<Embed>>['vectors'] = [[1, 2]]
    const embedder = await createGatewayEmbedder(
      gatewayWith(async () => ({ model: 'vectors', vectors: answer, inputTokens: 1 })),
      'vectors',
    )
    for (answer of [[[1, 2, 3]], []]) await expect(embedder.embed(['a'], 'question')).rejects.toThrow('2 numbers were expected')
  })

  test('is asked a question in the name of who asks, and all else in that of the installation', async () => {
    const names: string[] = []
    const embedder = await createGatewayEmbedder(
      gatewayWith((input, context) => {
        names.push(context.principal.userId)
        return byLength(input, context)
      }),
      'vectors',
    )
    await embedder.embed(['a'], 'question', { by: { userId: 'ada', teamIds: [], roles: [] } })
    await embedder.embed(['a'], 'passage')
    expect(names).toEqual(['system', 'ada', 'system'])
  })

  test('is waited for as long as its caller waits', async () => {
    let isAsked = false
    const embedder = await createGatewayEmbedder(
      gatewayWith((input, context) => (input.texts[0] === 'dimension' ? byLength(input, context) : hang(() => (isAsked = true)))),
      'vectors',
    )
    const caller = new AbortController()
    const asked = embedder.embed(['a'], 'question', { signal: caller.signal })
    caller.abort(new Error('gone'))
    await expect(asked).rejects.toThrow()
    expect(isAsked).toBe(true)
  })
})

function hang(begun: () => void): Promise<never> {
  begun()
  return new Promise(() => {})
}
