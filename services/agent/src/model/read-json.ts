const MAX_DEPTH_TRIED = 20

/**
 * The JSON object of a model's answer, which may stand in a code fence or between words.
 * @returns undefined when there is none that parses
 */
export function readJson(text: string): unknown {
  const trimmed = text.trim()
  const whole = parse(trimmed)
  if (whole !== undefined) return whole
  const end = trimmed.lastIndexOf('}')
  let start = trimmed.indexOf('{')
  for (let tried = 0; start >= 0 && start < end && tried < MAX_DEPTH_TRIED; tried += 1) {
    const found = parse(trimmed.slice(start, end + 1))
    if (found !== undefined) return found
    start = trimmed.indexOf('{', start + 1)
  }
  return undefined
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
