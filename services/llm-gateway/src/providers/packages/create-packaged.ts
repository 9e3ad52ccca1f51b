import type { Means, Provider } from '../provider.ts'
import { completeAnswer, streamAnswer } from './ask-model.ts'
import { loadPackage, type PackagedSettings } from './load-package.ts'
import { toCallOptions } from './to-call-options.ts'

/** A provider through its package of the AI SDK, at the level of single models: retries, timeouts and limits are ours. */
export async function createPackaged(settings: PackagedSettings, baseUrl: string): Promise<Provider> {
  const models = await loadPackage(settings, baseUrl)
  const connection = ({ wire, key }: Means) => ({ fetch: wire.fetch, key })
  return {
    complete: (asked, means) => completeAnswer(models.chat(connection(means)), toCallOptions(asked, settings, means.signal())),
    stream: (asked, means) => streamAnswer(models.chat(connection(means)), toCallOptions(asked, settings, means.signal())),
    async embed(texts, means) {
      const model = models.embedding(connection(means))
      const most = (await model.maxEmbeddingsPerCall) ?? texts.length
      const vectors: number[][] = []
      let tokens: number | undefined
      for (let at = 0; at < texts.length; at += most) {
        const { embeddings, usage } = await model.doEmbed({ values: texts.slice(at, at + most), abortSignal: means.signal() })
        vectors.push(...embeddings)
        if (usage) tokens = (tokens ?? 0) + usage.tokens
      }
      return { vectors, tokens }
    },
  }
}
