/**
 * Bits a character of the text, as if its own characters were the alphabet; 0 for an empty text, at most 8 as only the low byte of a code
 * unit is counted.
 * @see Shannon, "A Mathematical Theory of Communication", 1948, section 6
 */
export function entropyOf(text: string): number {
  // Counted in one pass without a map: hostile lines ask this hundreds of thousands of times, and a map costs ten times as much.
  const counts = new Uint16Array(256)
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const count = ++counts[text.charCodeAt(at) & 0xff]!
    sum += weightOf(count) - weightOf(count - 1)
  }
  return text.length === 0 ? 0 : Math.log2(text.length) - sum / text.length
}

function weightOf(count: number): number {
  return count < 2 ? 0 : count * Math.log2(count)
}

/** How many of lower case, upper case and digits the text holds. */
export function characterKinds(text: string): number {
  return Number(/[a-z]/.test(text)) + Number(/[A-Z]/.test(text)) + Number(/\d/.test(text))
}

/** Whether the text consists of so many different characters at most. Ends as soon as it holds more. */
export function hasAtMostCharacters(text: string, limit: number): boolean {
  let seen = ''
  for (let at = 0; at < text.length; at++) {
    if (seen.includes(text[at]!)) continue
    if (seen.length === limit) return false
    seen += text[at]!
  }
  return true
}
