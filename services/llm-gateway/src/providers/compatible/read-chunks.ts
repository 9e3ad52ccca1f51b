import type { ModelToolCall } from '@faultmaven/contracts'
import type { ProviderEvent } from '../provider.ts'
import { Chunk, toReason, toTokens } from './answer-schema.ts'
import { createEventData } from './event-data.ts'

/** The pieces of a streamed answer. Words that arrived together are given together. @throws {Error} when it does not say why it ended, or cannot be read */
export async function* readChunks(reply: Promise<AsyncIterable<Buffer>>): AsyncGenerator<ProviderEvent, void> {
  const readData = createEventData()
  const calls = new Map<number, Writable<ModelToolCall>>()
  let reason: string | undefined
  let tokens = toTokens(undefined)
  for await (const piece of await reply) {
    let text = ''
    let isThinking = false
    for (const data of readData(piece)) {
      if (data === '[DONE]') continue
      const value: unknown = JSON.parse(data)
      const words = plainWords(value)
      if (words !== undefined) {
        text += words
        continue
      }
      const { choices, usage } = Chunk.parse(value)
      if (usage) tokens = toTokens(usage)
      const [choice] = choices
      reason = choice?.finish_reason ?? reason
      text += choice?.delta?.content ?? ''
      for (const part of choice?.delta?.tool_calls ?? []) addPart(calls, part)
      isThinking ||= choice?.delta?.reasoning != null || choice?.delta?.reasoning_content != null
    }
    if (text !== '') yield { type: 'text', text }
    else if (isThinking || calls.size > 0) yield { type: 'thought' }
  }
  if (reason === undefined) throw new Error('The answer ended without saying why')
  for (const call of calls.values()) yield { type: 'tool-call', call }
  yield { type: 'finish', reason: calls.size > 0 && reason === 'stop' ? 'tool-calls' : toReason(reason), ...tokens }
}

/** The words of a chunk that holds words and nothing else, as nearly all do; undefined for every other, which the schema judges. */
function plainWords(chunk: unknown): string | undefined {
  if (!isObject(chunk) || chunk['usage'] != null || !Array.isArray(chunk['choices']) || chunk['choices'].length !== 1)
    return undefined
  const choice: unknown = chunk['choices'][0]
  if (!isObject(choice) || choice['finish_reason'] != null || !isObject(choice['delta'])) return undefined
  const { content, tool_calls: calls, reasoning, reasoning_content: thoughts } = choice['delta']
  return typeof content === 'string' && calls == null && reasoning == null && thoughts == null ? content : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Part = NonNullable<NonNullable<NonNullable<Chunk['choices'][number]['delta']>['tool_calls']>>[number]

/** Calls arrive in parts, those of one call under one number; a server that gives no numbers sends each call whole. */
function addPart(calls: Map<number, Writable<ModelToolCall>>, { index, id, function: told }: Part): void {
  const at = index ?? calls.size
  const call = calls.get(at) ?? { callId: id ?? `call-${at}`, name: '', arguments: '' }
  calls.set(at, call)
  call.name += told?.name ?? ''
  call.arguments += told?.arguments ?? ''
}
