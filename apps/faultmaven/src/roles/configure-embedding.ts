import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfiguredEmbedding, EmbeddingGateway } from '@faultmaven/knowledge-base'
import { builtEmbedWorker } from './built-workers.ts'

/** What the operator said of vectors. */
export type EmbeddingOptions = {
  /** A folder with a model, or `gateway:NAME` for a model of the LLM gateway. */
  readonly embeddings?: string
  /** Origin of a ChromaDB server; without it vectors lie in the role's own store. */
  readonly chromaUrl?: string
}
const GATEWAY = 'gateway:'

/**
 * The embedding model of the knowledge base; undefined where none was named. It is opened when an admin switches it on.
 * @throws {Error} when it needs something that is not here
 */
export function configureEmbedding(
  { embeddings, chromaUrl }: EmbeddingOptions,
  gateway: EmbeddingGateway | undefined,
): ConfiguredEmbedding | undefined {
  if (embeddings === undefined) return undefined
  return {
    async openEmbedder() {
      const { createGatewayEmbedder, createOnnxEmbedder } = await import('@faultmaven/knowledge-base')
      if (embeddings.startsWith(GATEWAY)) {
        if (!gateway)
          throw new Error(`--embeddings ${embeddings} needs the role llm-gateway: say where it is with --llm-gateway-url`)
        return createGatewayEmbedder(gateway, embeddings.slice(GATEWAY.length))
      }
      const entry = builtEmbedWorker()
      if (!entry) throw new Error('A model folder needs the built server: run npm run build')
      return createOnnxEmbedder({ folder: path.resolve(embeddings), packages: installation, entry })
    },
    ...(chromaUrl === undefined
      ? {}
      : {
          async openVectors(space) {
            const { createChromaVectors } = await import('@faultmaven/knowledge-base')
            return createChromaVectors(chromaUrl, space)
          },
        }),
  }
}

/** The folder whose `node_modules` the built server uses. */
const installation = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
