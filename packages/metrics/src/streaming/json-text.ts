/** Names and values are kept to so many characters, as `readLabels` does. */
const MAX_LENGTH = 500
/** Of `\uXXXX`, the longest way to write a character. */
const MOST_BYTES = 6

/** The text of a token of JSON, its escapes read, at most its first 500 characters. */
export function jsonText(bytes: Uint8Array, from: number, to: number): string {
  const end = Math.min(to, from + MAX_LENGTH * MOST_BYTES)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString()
  return clipped(unescaped(end < to ? wholeEscapes(text) : text))
}

/** Escapes are rare in names and labels; a text that cannot be read is kept as it is written. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}

/** Without an escape that is cut at the end. */
const wholeEscapes = (text: string) => /^(?:[^\\]|\\u[\da-f]{4}|\\[^u])*/i.exec(text)?.[0] ?? text

/** A part of a string keeps the whole in memory: a long one is copied. */
const clipped = (text: string) => (text.length <= MAX_LENGTH ? text : Buffer.from(text.slice(0, MAX_LENGTH)).toString())
