import type { ModelAsked } from '@faultmaven/contracts'
import type { ModelSettings } from '../../settings/gateway-settings.ts'
import type { Embedded, Means, Provider, ProviderAnswer } from '../provider.ts'
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
  const send = async (url: URL, asked: object, { wire, key }: Means) => {
    const { body } = await wire.post(url, { headers: headersOf(key), body: JSON.stringify(asked) })
    return body
  }

  return {
    async complete(asked: ModelAsked, means: Means): Promise<ProviderAnswer> {
      const body = await send(chatUrl, toBody(asked, settings, false), means)
      const { choices, usage } = Completion.parse(JSON.parse(await body.text()))
      const { message, finish_reason: reason } = choices[0]!
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: call }, index) => ({
        callId: id ?? `call-${index}`,
        ...call,
      }))
      const isCalling = toolCalls.length > 0 && reason === 'stop'
      return { text: message.content ?? '', toolCalls, reason: isCalling ? 'tool-calls' : toReason(reason), ...toTokens(usage) }
    },
    stream: (asked, means) => readChunks(send(chatUrl, toBody(asked, settings, true), means)),
    async embed(texts, means): Promise<Embedded> {
      const body = await send(embeddingsUrl, { model: settings.modelId, input: texts, encoding_format: 'float' }, means)
      const { data, usage } = Embeddings.parse(JSON.parse(await body.text()))
      const vectors = data.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0)).map(({ embedding }) => embedding)
      return { vectors, tokens: usage?.prompt_tokens ?? undefined }
    },
  }
}

function headersOf(key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (key !== undefined) headers['authorization'] = `Bearer ${key}`
  return headers
}
