import { ProblemError } from '@faultmaven/rpc'
import type { RedactText } from './redact-text.ts'

/**
 * A JSON value with every string and key redacted. First as a text, in which a value stands behind its name (`"password": "…"`), then string
 * by string without escapes, in which a key of several lines can be recognised.
 * @throws {ProblemError} `llm.not_redacted` when a replacement would break the value
 */
export function redactJson(value: Record<string, unknown>, redact: RedactText): Record<string, unknown> {
  const redacted = redactParsed(value, redact)
  if (!isObject(redacted)) throw notReplaced()
  return redacted
}

/**
 * The same for JSON text, read first: an escape may hide the name that tells a value. What is no JSON is redacted as the text that it is.
 * @throws {ProblemError} `llm.not_redacted`
 */
export function redactJsonText(text: string, redact: RedactText): string {
  const value = parse(text)
  if (value === undefined) return redact(text)
  const redacted = JSON.stringify(redactParsed(value, redact))
  // As it was where nothing was in it: numbers beyond 2^53 would be others.
  return redacted === JSON.stringify(value) ? text : redacted
}

function redactParsed(value: unknown, redact: RedactText): unknown {
  const parsed = parse(redact(JSON.stringify(value)))
  if (parsed === undefined) throw notReplaced()
  return mapStrings(parsed, redact)
}

/** A JSON value with every string in it changed, and every key where `changeKey` says so. */
export function mapStrings(value: unknown, change: RedactText, changeKey: RedactText = change): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change, changeKey))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [changeKey(key), mapStrings(item, change, changeKey)]))
}

/** A value that ends within an escape may go on behind it: what is left is not safe to send. */
function notReplaced(): ProblemError {
  return new ProblemError('llm.not_redacted', { detail: 'A value within JSON could not be replaced' })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
