import type { llmGateway } from '@faultmaven/contracts'
import { type Client, type Principal, systemContext } from '@faultmaven/rpc'
import { type EmbedOptions, type Embedder, requireVectors } from './embedder.ts'

/** Texts a request; providers take at least so many. */
const BATCH = 64
/** Longer ones are cut: models read some thousand characters and ignore the rest, or refuse. */
const MAX_CHARACTERS = 8000
const TIMEOUT_MS = 120_000

export type EmbeddingGateway = Pick<Client<typeof llmGateway>, 'embed' | 'listModels'>

/**
 * An embedding model of a provider, asked through the LLM gateway, which redacts what leaves.
 * @param name as the operator called it in the gateway's configuration
 * @throws {Error} when there is no such model; {ProblemError} when the gateway cannot be asked
 */
export async function createGatewayEmbedder(gateway: EmbeddingGateway, name: string): Promise<Embedder> {
  async function ask(texts: readonly string[], { signal, by }: EmbedOptions = {}): Promise<Float32Array[]> {
    const context = systemContext({ timeoutMs: TIMEOUT_MS, ...(signal && { signal }), ...(by && { principal: inHisName(by) }) })
    const cut = texts.map((text) => text.slice(0, MAX_CHARACTERS))
    const { vectors } = await gateway.embed({ model: name, texts: cut }, context)
    return vectors.map((vector) => Float32Array.from(vector))
  }
  const { models } = await gateway.listModels({}, systemContext({ timeoutMs: TIMEOUT_MS }))
  const configured = models.find((model) => model.name === name && model.use === 'embedding')
  if (!configured) {
    const others = models.filter(({ use }) => use === 'embedding').map((model) => `"${model.name}"`)
    throw new Error(`No embedding model is called "${name}" in the gateway's models; there is ${others.join(', ') || 'none'}`)
  }
  const [probe] = await ask(['dimension'])
  if (!probe || probe.length === 0) throw new Error(`The model "${name}" gave no vector`)
  // The operator's name may be given to another model later: what counts is which model answers.
  const space = { model: `${configured.provider}/${configured.modelId}`, dimension: probe.length }
  return {
    space,
    async embed(texts, _purpose, options) {
      const vectors: Float32Array[] = []
      for (let from = 0; from < texts.length; from += BATCH)
        vectors.push(...(await ask(texts.slice(from, from + BATCH), options)))
      requireVectors(vectors, texts.length, space)
      return vectors
    },
    close: async () => {},
  }
}

/** Who may search may have the question embedded for it. */
function inHisName({ userId, teamIds }: Principal): Principal {
  return { userId, teamIds, roles: ['engineer'] }
}
