import type { ModelAsked, ModelMessage, ModelToolCall } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { redactJson, redactJsonText } from './redact-json.ts'
import type { RedactText } from './redact-text.ts'

/**
 * The request with every string redacted: texts, arguments and results of tools, names, schemas, stop words. Ids of tool calls become our own. The
 * same request under the same vault gives the same text.
 * @throws {RedactionError} when redaction fails
 * @throws {ProblemError} `llm.not_redacted` when a name that cannot be replaced holds something that must not leave
 */
export function redactRequest(asked: ModelAsked, redact: RedactText): ModelAsked {
  const callId = createCallIds()
  const { toolChoice, output, parameters } = asked
  return {
    ...asked,
    messages: asked.messages.map((message) => redactMessage(message, redact, callId)),
    tools: asked.tools.map(({ name, description, parameters: schema }) => ({
      name: requireClean(name, redact, 'the name of a tool'),
      description: redact(description),
      parameters: redactJson(schema, redact),
    })),
    ...(typeof toolChoice === 'object' && { toolChoice: { tool: requireClean(toolChoice.tool, redact, 'the name of a tool') } }),
    ...(output && { output: redactOutput(output, redact) }),
    ...(parameters?.stop && { parameters: { ...parameters, stop: parameters.stop.map((word) => redact(word)) } }),
  }
}

function redactMessage(message: ModelMessage, redact: RedactText, callId: (id: string) => string): ModelMessage {
  if (message.role === 'assistant') {
    const toolCalls = message.toolCalls.map((call) => redactCall(call, redact, callId))
    return { role: 'assistant', text: redact(message.text), toolCalls }
  }
  const parts = message.parts.map(({ origin, text }) => ({ origin, text: redact(text, { prose: origin === 'user' }) }))
  if (message.role !== 'tool') return { role: message.role, parts }
  const name = requireClean(message.name, redact, 'the name of a tool')
  return { role: 'tool', callId: callId(message.callId), name, parts }
}

function redactCall({ callId: id, name, arguments: input }: ModelToolCall, redact: RedactText, callId: (id: string) => string) {
  return { callId: callId(id), name: requireClean(name, redact, 'the name of a tool'), arguments: redactJsonText(input, redact) }
}

function redactOutput({ name, schema }: NonNullable<ModelAsked['output']>, redact: RedactText) {
  return { name: requireClean(name, redact, 'the name of the output'), ...(schema && { schema: redactJson(schema, redact) }) }
}

/** Providers allow letters, digits, `_` and `-` in names, so no placeholder can stand there. */
function requireClean(name: string, redact: RedactText, what: string): string {
  if (redact(name) === name) return name
  throw new ProblemError('llm.not_redacted', { detail: `Something that must not leave stands in ${what}: give it another name` })
}

/** Ids of callers may be anything; ours have the nine letters and digits that the strictest provider asks for. */
function createCallIds(): (id: string) => string {
  const given = new Map<string, string>()
  return (id) => {
    const known = given.get(id) ?? `call${String(given.size + 1).padStart(5, '0')}`
    given.set(id, known)
    return known
  }
}
