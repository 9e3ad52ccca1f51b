import type { ModelAsked, ModelMessage } from '@faultmaven/contracts'
import type { ModelSettings } from '../../settings/gateway-settings.ts'

/** A request as OpenAI's chat completions write it, for `JSON.stringify`, which leaves out what is undefined. */
export function toBody(asked: ModelAsked, { modelId, capabilities }: ModelSettings, stream: boolean): object {
  const { temperature, topP, presencePenalty, frequencyPenalty, seed, stop } = asked.parameters ?? {}
  const hasTools = asked.tools.length > 0
  return {
    model: modelId,
    messages: toMessages(asked.messages),
    max_tokens: asked.maxOutputTokens,
    temperature,
    top_p: topP,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    seed,
    stop,
    tools: hasTools ? asked.tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    tool_choice: hasTools ? toToolChoice(asked) : undefined,
    response_format: asked.output && capabilities.structuredOutput ? toResponseFormat(asked.output) : undefined,
    stream: stream || undefined,
    stream_options: stream ? { include_usage: true } : undefined,
  }
}

/** One system message at the head: templates of local models know no other. */
function toMessages(messages: readonly ModelMessage[]): object[] {
  const system: string[] = []
  const rest: object[] = []
  for (const message of messages) {
    if (message.role === 'system') system.push(...message.parts.map(({ text }) => text))
    else rest.push(toMessage(message))
  }
  return system.length === 0 ? rest : [{ role: 'system', content: system.join('\n\n') }, ...rest]
}

function toMessage(message: Exclude<ModelMessage, { role: 'system' }>): object {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: textOf(message.parts) }
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: textOf(message.parts) }
    case 'assistant': {
      const calls = message.toolCalls.map(({ callId, name, arguments: input }) => ({
        id: callId,
        type: 'function',
        function: { name, arguments: input },
      }))
      return { role: 'assistant', content: message.text, ...(calls.length > 0 && { tool_calls: calls }) }
    }
  }
}

function textOf(parts: readonly { readonly text: string }[]): string {
  return parts.map(({ text }) => text).join('\n\n')
}

function toToolChoice({ toolChoice = 'auto' }: ModelAsked): unknown {
  return typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.tool } }
}

function toResponseFormat({ name, schema }: NonNullable<ModelAsked['output']>): object {
  return schema ? { type: 'json_schema', json_schema: { name, schema } } : { type: 'json_object' }
}
