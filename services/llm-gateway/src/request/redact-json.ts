import { ProblemError } from '@faultmaven/rpc'
import type { RedactText } from './redact-text.ts'

/**
 * A JSON value with every string and key redacted. First as a text, in which a value stands behind its name (`"password": "…"`), then string
 * by string without escapes, in which a key of several lines can be recognised.
 * @throws {ProblemError} `llm.not_redacted` when a replacement would break the value
 */
export function redactJson(value: Record<string, unknown>, redact: RedactText): Record<string, unknown> {
  const parsed = parse(redact(JSON.stringify(value)))
  if (!isObject(parsed)) throw notReplaced()
  return redactObject(parsed, redact)
}

/**
 * The same for JSON text; what is no JSON is redacted as the text that it is.
 * @throws {ProblemError} `llm.not_redacted`
 */
export function redactJsonText(text: string, redact: RedactText): string {
  const redacted = redact(text)
  const parsed = parse(redacted)
  if (parsed !== undefined) return JSON.stringify(redactStrings(parsed, redact))
  if (parse(text) !== undefined) throw notReplaced()
  return redacted
}

function redactStrings(value: unknown, redact: RedactText): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactStrings(item, redact))
  return isObject(value) ? redactObject(value, redact) : value
}

function redactObject(value: Record<string, unknown>, redact: RedactText): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactStrings(item, redact)]))
}

/** A value that ends within an escape may go on behind it: what is left is not safe to send. */
function notReplaced(): ProblemError {
  return new ProblemError('llm.not_redacted', { detail: 'A value within JSON could not be replaced' })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
