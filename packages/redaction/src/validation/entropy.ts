/** Of each code unit, filled anew by every call: hostile lines ask for hundreds of thousands, where a map or an array of each call's own costs ten times as much. */
const counts = new Uint16Array(256)

/** What the n-th occurrence of a character adds to the sum of n log n, for as many as a secret holds. */
const STEPS = Array.from({ length: 128 }, (_, count) => stepTo(count))

/**
 * Bits a character of the text, as if its own characters were the alphabet; 0 for an empty text, at most 8 as only the low byte of a code
 * unit is counted.
 * @see Shannon, "A Mathematical Theory of Communication", 1948, section 6
 */
export function entropyOf(text: string): number {
  counts.fill(0)
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const count = ++counts[text.charCodeAt(at) & 0xff]!
    sum += STEPS[count] ?? stepTo(count)
  }
  return text.length === 0 ? 0 : Math.log2(text.length) - sum / text.length
}

function stepTo(count: number): number {
  return count < 2 ? 0 : count * Math.log2(count) - (count - 1) * Math.log2(count - 1)
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
