import type { EmbeddingModelV3, LanguageModelV3 } from '@ai-sdk/provider'
import type { ModelSettings, ProviderKind } from '../settings/gateway-settings.ts'

/** What a provider's package is given for one attempt. */
export type Connection = { readonly fetch: typeof globalThis.fetch; readonly key: string | undefined }

/** A provider's package with one model of it chosen. Packages know the wire format; when, how often and with what limits is asked is decided here. */
export type Provider = {
  readonly chat: (connection: Connection) => LanguageModelV3
  readonly embedding: (connection: Connection) => EmbeddingModelV3
}

const PUBLIC_URLS: Partial<Record<ProviderKind, string>> = {
  openai: 'https://api.openai.com/v1',
  'openai-responses': 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  mistral: 'https://api.mistral.ai/v1',
  groq: 'https://api.groq.com/openai/v1',
  openrouter: 'https://openrouter.ai/api/v1',
}

/** Where a model is reached: what the operator wrote, else the provider's public address. @throws {TypeError} when there is neither */
export function baseUrlOf({ name, provider, baseUrl, region }: ModelSettings): string {
  const known =
    baseUrl ??
    (provider === 'amazon-bedrock' && region ? `https://bedrock-runtime.${region}.amazonaws.com` : PUBLIC_URLS[provider])
  if (known === undefined) throw new TypeError(`The model "${name}" needs a baseUrl`)
  return known.replace(/\/+$/, '')
}

/** Loads the package of a provider: only those that are configured cost time and memory. */
export async function loadProvider(settings: ModelSettings): Promise<Provider> {
  const { provider, modelId, capabilities } = settings
  const baseURL = baseUrlOf(settings)
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
    case 'openrouter':
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      const connect = ({ fetch, key }: Connection) =>
        createOpenAICompatible({
          name: 'compatible',
          baseURL,
          fetch,
          includeUsage: true,
          supportsStructuredOutputs: capabilities.structuredOutput,
          ...(key === undefined ? {} : { apiKey: key }),
        })
      return {
        chat: (connection) => connect(connection).chatModel(modelId),
        embedding: (connection) => connect(connection).embeddingModel(modelId),
      }
    }
  }
}

function noEmbedding({ name, provider }: ModelSettings): Provider['embedding'] {
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
