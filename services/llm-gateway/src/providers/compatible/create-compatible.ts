import type { ModelAsked } from '@faultmaven/contracts'
import type { ModelSettings } from '../../settings/gateway-settings.ts'
import type { Embedded, Means, Provider, ProviderAnswer } from '../provider.ts'
import { readText } from '../wire.ts'
import { Completion, Embeddings, toReason, toTokens } from './answer-schema.ts'
import { readChunks } from './read-chunks.ts'
import { toBody } from './to-body.ts'

/**
 * Any server that speaks OpenAI's chat completions, as Ollama, vLLM, llama.cpp, LM Studio and OpenRouter do. Our own, because it is the format of most
 * local servers and the package for it takes most of the time that a request spends in the gateway (docs/adr/0015).
 */
export function createCompatible(settings: ModelSettings, baseUrl: string): Provider {
  const chatUrl = new URL(`${baseUrl}/chat/completions`)
  const embeddingsUrl = new URL(`${baseUrl}/embeddings`)
  const send = (url: URL, body: object, { wire, key, signal }: Means) =>
    wire.post(url, { headers: headersOf(key), body: JSON.stringify(body), signal })

  return {
    async complete(asked: ModelAsked, means: Means): Promise<ProviderAnswer> {
      const { bytes } = await send(chatUrl, toBody(asked, settings, false), means)
      const { choices, usage } = Completion.parse(JSON.parse(await readText(bytes)))
      const { message, finish_reason: reason } = choices[0]!
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: call }, index) => ({
        callId: id ?? `call-${index}`,
        ...call,
      }))
      const isCalling = toolCalls.length > 0 && reason === 'stop'
      return { text: message.content ?? '', toolCalls, reason: isCalling ? 'tool-calls' : toReason(reason), ...toTokens(usage) }
    },
    async *stream(asked, means) {
      const { bytes } = await send(chatUrl, toBody(asked, settings, true), means)
      yield* readChunks(bytes)
    },
    async embed(texts, means): Promise<Embedded> {
      const { bytes } = await send(embeddingsUrl, { model: settings.modelId, input: texts, encoding_format: 'float' }, means)
      const { data, usage } = Embeddings.parse(JSON.parse(await readText(bytes)))
      const vectors = data.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0)).map(({ embedding }) => embedding)
      return { vectors, tokens: usage?.prompt_tokens ?? undefined }
    },
  }
}

function headersOf(key: string | undefined): Record<string, string> {
  return { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) }
}
