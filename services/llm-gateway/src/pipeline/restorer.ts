import type { ModelCompletion, ModelEvent, ModelToolCall } from '@faultmaven/contracts'
import type { CachedAnswer } from '../cache/exact-cache.ts'
import type { ProviderEvent } from '../providers/provider.ts'
import { estimateTokens } from '../request/measure.ts'
import type { PreparedRequest } from './prepare-request.ts'

/** Puts values back into an answer while it comes; secrets stay withheld in what a tool would be given. */
export function createRestorer(prepared: PreparedRequest): (event: ProviderEvent) => ModelEvent[] {
  const { push, end } = prepared.withheld.restorer(writingOf(prepared), 'restore').stream()
  return (event) => {
    switch (event.type) {
      case 'text':
        return toDelta(push(event.text))
      case 'thought':
        return []
      case 'tool-call':
        return [{ type: 'tool-call', call: restoreCall(prepared, event.call) }]
      case 'finish': {
        const { reason, inputTokens = prepared.inputTokens, outputTokens = 0 } = event
        return [...toDelta(end()), { type: 'usage', inputTokens, outputTokens }, { type: 'finish', reason }]
      }
    }
  }
}

/** The same for a whole answer. */
export function toCompletion(prepared: PreparedRequest, answer: CachedAnswer): ModelCompletion {
  const { model, text, toolCalls, reason, inputTokens, outputTokens } = answer
  return {
    model,
    text: prepared.withheld.restorer(writingOf(prepared), 'restore').text(text),
    toolCalls: toolCalls.map((call) => restoreCall(prepared, call)),
    reason,
    inputTokens: inputTokens ?? prepared.inputTokens,
    outputTokens: outputTokens ?? estimateTokens(text),
  }
}

function toDelta(text: string): ModelEvent[] {
  return text === '' ? [] : [{ type: 'text-delta', text }]
}

function restoreCall({ withheld }: PreparedRequest, call: ModelToolCall): ModelToolCall {
  return { ...call, arguments: withheld.restorer('json', 'keep').text(call.arguments) }
}

/** An answer in a form that was asked for is JSON: values are escaped for the strings that they stand in. */
function writingOf({ redacted }: PreparedRequest): 'json' | 'text' {
  return redacted.output ? 'json' : 'text'
}
