import type { EmbeddingModelV3, LanguageModelV3 } from '@ai-sdk/provider'
import type { ModelSettings, ProviderKind } from '../../settings/gateway-settings.ts'

/** What a provider's package is given for one attempt. */
type Connection = { readonly fetch: typeof globalThis.fetch; readonly key: string | undefined }
/** The models of a package, made anew for each attempt with its own connection. */
export type Models = {
  readonly chat: (connection: Connection) => LanguageModelV3
  readonly embedding: (connection: Connection) => EmbeddingModelV3
}
/** A model of a provider that has a package. */
export type PackagedSettings = ModelSettings & { readonly provider: Exclude<ProviderKind, 'openai-compatible' | 'openrouter'> }

/** Loads the package of a provider: only those that are configured cost time and memory. */
export async function loadPackage(settings: PackagedSettings, baseURL: string): Promise<Models> {
  const { provider, modelId } = settings
  switch (provider) {
    case 'openai':
    case 'openai-responses': {
      const { createOpenAI } = await import('@ai-sdk/openai')
      const connect = ({ fetch, key = '' }: Connection) => createOpenAI({ baseURL, apiKey: key, fetch })
      return {
        chat: (connection) =>
          provider === 'openai' ? connect(connection).chat(modelId) : connect(connection).responses(modelId),
        embedding: (connection) => connect(connection).embedding(modelId),
      }
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      const connect = ({ fetch, key = '' }: Connection) => createAnthropic({ baseURL, apiKey: key, fetch })
      return { chat: (connection) => connect(connection).languageModel(modelId), embedding: noEmbedding(settings) }
    }
    case 'google': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
      const connect = ({ fetch, key = '' }: Connection) => createGoogleGenerativeAI({ baseURL, apiKey: key, fetch })
      return {
        chat: (connection) => connect(connection).languageModel(modelId),
        embedding: (connection) => connect(connection).embeddingModel(modelId),
      }
    }
    case 'mistral': {
      const { createMistral } = await import('@ai-sdk/mistral')
      const connect = ({ fetch, key = '' }: Connection) => createMistral({ baseURL, apiKey: key, fetch })
      return {
        chat: (connection) => connect(connection).languageModel(modelId),
        embedding: (connection) => connect(connection).embeddingModel(modelId),
      }
    }
    case 'groq': {
      const { createGroq } = await import('@ai-sdk/groq')
      const connect = ({ fetch, key = '' }: Connection) => createGroq({ baseURL, apiKey: key, fetch })
      return { chat: (connection) => connect(connection).languageModel(modelId), embedding: noEmbedding(settings) }
    }
    case 'azure': {
      const { createAzure } = await import('@ai-sdk/azure')
      const connect = ({ fetch, key = '' }: Connection) => createAzure({ baseURL, apiKey: key, fetch })
      return {
        chat: (connection) => connect(connection).chat(modelId),
        embedding: (connection) => connect(connection).embeddingModel(modelId),
      }
    }
    case 'amazon-bedrock': {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock')
      const connect = ({ fetch, key = '' }: Connection) =>
        createAmazonBedrock({ baseURL, region: settings.region ?? 'us-east-1', fetch, ...awsCredential(key) })
      return {
        chat: (connection) => connect(connection).languageModel(modelId),
        embedding: (connection) => connect(connection).embeddingModel(modelId),
      }
    }
  }
}

function noEmbedding({ name, provider }: ModelSettings): Models['embedding'] {
  return () => {
    throw new TypeError(`The model "${name}" cannot embed: ${provider} has no such models`)
  }
}

/** `accessKeyId:secretAccessKey` with an optional `:sessionToken`, else an API key of Bedrock. */
function awsCredential(key: string) {
  const [accessKeyId, secretAccessKey, ...session] = key.split(':')
  if (!accessKeyId || !secretAccessKey) return { apiKey: key }
  return { accessKeyId, secretAccessKey, ...(session.length > 0 && { sessionToken: session.join(':') }) }
}
