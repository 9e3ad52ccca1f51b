import type { ModelAsked, ModelMessage } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { mapStrings, parse, redactJson, redactJsonText } from './redact-json.ts'
import type { RedactText } from './redact-text.ts'

/**
 * The request with every string redacted: texts, arguments and results of tools, names, schemas, stop words. Ids of tool calls become our own. The
 * same request under the same vault gives the same text.
 * @throws {RedactionError} when redaction fails
 * @throws {ProblemError} `llm.not_redacted` when a name that cannot be replaced holds something that must not leave
 */
export function redactRequest(asked: ModelAsked, redact: RedactText): ModelAsked {
  return rewriteRequest(asked, {
    text: redact,
    schema: (value) => redactJson(value, redact),
    json: (text) => redactJsonText(text, redact),
    name: (name, what) => requireClean(name, redact, what),
  })
}

/**
 * A redacted request without secrets that are known by now, wherever they stand. Names and keys of schemas stay: they are words of the program that
 * asks, and a log that calls one of them a password must not silence it.
 */
export function withholdKnown(asked: ModelAsked, withhold: RedactText): ModelAsked {
  return rewriteRequest(asked, {
    text: withhold,
    schema: (value) => Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, withhold, asItIs)])),
    json(text) {
      const value = parse(text)
      if (value === undefined) return withhold(text)
      const withheld = JSON.stringify(mapStrings(value, withhold))
      return withheld === JSON.stringify(value) ? text : withheld
    },
    name: asItIs,
  })
}

const asItIs = (text: string) => text

/** What becomes of each kind of string. */
type Rewriting = {
  readonly text: RedactText
  readonly schema: (value: Record<string, unknown>) => Record<string, unknown>
  readonly json: (text: string) => string
  /** @throws {ProblemError} when the name cannot leave */
  readonly name: (name: string, what: string) => string
}

function rewriteRequest(asked: ModelAsked, rewriting: Rewriting): ModelAsked {
  const { text, schema, name } = rewriting
  const callId = createCallIds()
  const { toolChoice, output, parameters } = asked
  return {
    ...asked,
    messages: asked.messages.map((message) => rewriteMessage(message, rewriting, callId)),
    tools: asked.tools.map((tool) => ({
      name: name(tool.name, 'the name of a tool'),
      description: text(tool.description),
      parameters: schema(tool.parameters),
    })),
    ...(typeof toolChoice === 'object' && { toolChoice: { tool: name(toolChoice.tool, 'the name of a tool') } }),
    ...(output && { output: rewriteOutput(output, rewriting) }),
    ...(parameters?.stop && { parameters: { ...parameters, stop: parameters.stop.map((word) => text(word)) } }),
  }
}

function rewriteMessage(message: ModelMessage, rewriting: Rewriting, callId: (id: string) => string): ModelMessage {
  const { text, json, name } = rewriting
  if (message.role === 'assistant') {
    const toolCalls = message.toolCalls.map((call) => ({
      callId: callId(call.callId),
      name: name(call.name, 'the name of a tool'),
      arguments: json(call.arguments),
    }))
    return { role: 'assistant', text: text(message.text), toolCalls }
  }
  const parts = message.parts.map((part) => ({ origin: part.origin, text: text(part.text, { prose: part.origin === 'user' }) }))
  if (message.role !== 'tool') return { role: message.role, parts }
  return { role: 'tool', callId: callId(message.callId), name: name(message.name, 'the name of a tool'), parts }
}

function rewriteOutput(output: NonNullable<ModelAsked['output']>, { name, schema }: Rewriting) {
  return { name: name(output.name, 'the name of the output'), ...(output.schema && { schema: schema(output.schema) }) }
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
