import { randomUUID } from 'node:crypto'
import type { ModelCompletion, ModelEvent, ModelToolCall } from '@faultmaven/contracts'
import { toOpenAiError } from './open-ai-error.ts'

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

type Chunks = {
  readonly first: IteratorResult<ModelEvent, unknown>
  /** Those after the first. */
  readonly events: AsyncIterator<ModelEvent, unknown>
  readonly model: string
  /** Whether what it used comes last. */
  readonly hasUsage: boolean
}

/**
 * An answer as server-sent events, `data: …` each. A failure is an event of its own, and no `[DONE]` follows it: a client cannot take a cut answer for a
 * whole one.
 */
export async function* toChatChunks({ first, events, model, hasUsage }: Chunks): AsyncGenerator<string, void> {
  const head = `data: {"id":"${newId()}","object":"chat.completion.chunk","created":${nowSeconds()},"model":${JSON.stringify(model)},`
  const chunk = (delta: object, reason: string | null = null) =>
    `${head}"choices":[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(reason)}}]}\n\n`
  let calls = 0
  let usage = ''
  try {
    for (let step = first; !step.done; step = await events.next()) {
      const opening = step === first ? { role: 'assistant' } : {}
      const event = step.value
      if (event.type === 'text-delta') yield chunk({ ...opening, content: event.text })
      else if (event.type === 'tool-call') yield chunk({ ...opening, tool_calls: [{ index: calls++, ...toCall(event.call) }] })
      else if (event.type === 'usage')
        usage = `${head}"choices":[],"usage":${JSON.stringify(toUsage(event.inputTokens, event.outputTokens))}}\n\n`
      else yield `${chunk(opening, REASONS[event.reason])}${hasUsage ? usage : ''}data: [DONE]\n\n`
    }
  } catch (error) {
    yield `event: error\ndata: ${JSON.stringify(toOpenAiError(error).body)}\n\n`
  } finally {
    await events.return?.()
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
