import { randomUUID } from 'node:crypto'
import type { ModelCompletion, ModelEvent, ModelToolCall } from '@faultmaven/contracts'

type Reason = ModelCompletion['reason']
const REASONS: Record<Reason, string> = { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length', refused: 'content_filter' }

/** A whole answer as OpenAI writes it. */
export function toChatCompletion({ model, text, toolCalls, reason, inputTokens, outputTokens }: ModelCompletion): object {
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(toCall) }),
  }
  return {
    id: newId(),
    object: 'chat.completion',
    created: nowSeconds(),
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: REASONS[reason] }],
    usage: toUsage(inputTokens, outputTokens),
  }
}

/** An answer as server-sent events, `data: …` each; what it used comes last where it is asked for. Events that come together are sent together. */
export async function* toChatChunks(
  events: AsyncIterable<ModelEvent>,
  { model, hasUsage }: { readonly model: string; readonly hasUsage: boolean },
): AsyncGenerator<string, void> {
  const head = `{"id":"${newId()}","object":"chat.completion.chunk","created":${nowSeconds()},"model":${JSON.stringify(model)},`
  const chunk = (delta: object, reason: string | null = null) =>
    `data: ${head}"choices":[${JSON.stringify({ index: 0, delta, logprobs: null, finish_reason: reason })}]}\n\n`
  let calls = 0
  let usage = ''
  let isFirst = true
  for await (const event of events) {
    const opening = isFirst ? { role: 'assistant' } : {}
    isFirst = false
    if (event.type === 'text-delta') yield chunk({ ...opening, content: event.text })
    else if (event.type === 'tool-call') yield chunk({ ...opening, tool_calls: [{ index: calls++, ...toCall(event.call) }] })
    else if (event.type === 'usage')
      usage = `data: ${head}"choices":[],"usage":${JSON.stringify(toUsage(event.inputTokens, event.outputTokens))}}\n\n`
    else yield chunk(opening, REASONS[event.reason]) + (hasUsage ? usage : '') + 'data: [DONE]\n\n'
  }
}

function toCall({ callId, name, arguments: input }: ModelToolCall) {
  return { id: callId, type: 'function', function: { name, arguments: input } }
}

function toUsage(inputTokens: number, outputTokens: number) {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
}

function newId(): string {
  return `chatcmpl-${randomUUID()}`
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
