/** True when text with a zero in it is no text: a tenth of its first 4096 characters are control characters. */
export function isBinary(text: string): boolean {
  if (!text.includes('\0')) return false
  const length = Math.min(text.length, 4096)
  let controls = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 && code !== 9 && code !== 27) controls += 1
  }
  return controls * 10 > length
}
