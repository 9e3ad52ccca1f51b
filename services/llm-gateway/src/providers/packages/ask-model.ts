import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3FinishReason,
  LanguageModelV3Usage,
} from '@ai-sdk/provider'
import type { ModelToolCall } from '@faultmaven/contracts'
import type { AnswerEnd, ProviderAnswer, ProviderEvent } from '../provider.ts'

/** The pieces of a streamed answer. One that does not end with `finish` throws. */
export async function* streamAnswer(
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
): AsyncGenerator<ProviderEvent, void> {
  const { stream } = await model.doStream(options)
  const reader = stream.getReader()
  try {
    for (;;) {
      const step = await reader.read()
      if (step.done) throw new Error('The answer ended without saying why')
      const part = step.value
      if (part.type === 'text-delta') {
        if (part.delta !== '') yield { type: 'text', text: part.delta }
      } else if (part.type === 'tool-call') yield { type: 'tool-call', call: toCall(part) }
      else if (part.type === 'reasoning-delta' || part.type === 'tool-input-delta') yield { type: 'thought' }
      else if (part.type === 'error') throw toError(part.error)
      else if (part.type === 'finish') {
        yield { type: 'finish', ...toEnd(part.finishReason, part.usage) }
        return
      }
    }
  } finally {
    // Not awaited: it ends the connection, which may take its time.
    reader.cancel().catch(() => {})
  }
}

/** A whole answer that is not streamed. */
export async function completeAnswer(model: LanguageModelV3, options: LanguageModelV3CallOptions): Promise<ProviderAnswer> {
  const { content, finishReason, usage } = await model.doGenerate(options)
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: content.flatMap((part) => (part.type === 'tool-call' ? [toCall(part)] : [])),
    ...toEnd(finishReason, usage),
  }
}

type Call = { readonly toolCallId: string; readonly toolName: string; readonly input: string }

function toCall({ toolCallId, toolName, input }: Call): ModelToolCall {
  return { callId: toolCallId, name: toolName, arguments: input }
}

/** @throws {Error} when the provider gave no reason: then nobody knows whether the answer is whole */
function toEnd({ unified, raw }: LanguageModelV3FinishReason, usage: LanguageModelV3Usage): AnswerEnd {
  const tokens = { inputTokens: usage.inputTokens.total, outputTokens: usage.outputTokens.total }
  switch (unified) {
    case 'stop':
    case 'length':
    case 'tool-calls':
      return { reason: unified, ...tokens }
    case 'content-filter':
      return { reason: 'refused', ...tokens }
    case 'error':
    case 'other':
      if (raw === undefined || unified === 'error') throw new Error('The answer ended without saying why')
      return { reason: 'stop', ...tokens }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The provider told an error within its answer')
}
