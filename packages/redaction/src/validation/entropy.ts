/**
 * Bits a character of the text, as if its own characters were the alphabet; 0 for an empty text, at most 8 as only the low byte of a code
 * unit is counted.
 * @see Shannon, "A Mathematical Theory of Communication", 1948, section 6
 */
export function entropyOf(text: string): number {
  const counts = new Map<number, number>()
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) & 0xff
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  let sum = 0
  for (const count of counts.values()) sum += count * Math.log2(count)
  return text.length === 0 ? 0 : Math.log2(text.length) - sum / text.length
}

/** How many of lower case, upper case and digits the text holds. */
export function characterKinds(text: string): number {
  return Number(/[a-z]/.test(text)) + Number(/[A-Z]/.test(text)) + Number(/\d/.test(text))
}
