/** An object that goes on for more lines than this is not one log record. */
const MAX_LINES = 2000
const MAX_CHARACTERS = 65_536

export type JsonDepth = { readonly push: (text: string) => boolean }

/** Follows the nesting of a pretty-printed JSON object line by line. `push` is true when the object has ended or was given up. */
export function createJsonDepth(first: string): JsonDepth {
  let depth = 0
  let lines = 0
  let characters = 0
  let inString = false
  let escaped = false
  const push = (text: string): boolean => {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (escaped) escaped = false
      else if (code === 92) escaped = inString
      else if (code === 34) inString = !inString
      else if (!inString && (code === 123 || code === 91)) depth += 1
      else if (!inString && (code === 125 || code === 93)) depth -= 1
    }
    // JSON strings hold no line breaks: an odd quote is an error of the line, not of the object.
    inString = false
    lines += 1
    characters += text.length
    return depth <= 0 || lines > MAX_LINES || characters > MAX_CHARACTERS
  }
  push(first)
  return { push }
}
