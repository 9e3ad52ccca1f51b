/** Whether the word of letters and digits in bytes `[start, end)` is rather a date, an epoch or the fraction of a second. */
export function isDateOrEpoch(bytes: Uint8Array, start: number, end: number, digits: number): boolean {
  const length = end - start
  const first = bytes[start]
  const isNumber = digits === length
  // Reading outside of the bytes would have all of this compiled again.
  const before = start > 0 ? bytes[start - 1] : undefined
  // Behind a dot or a comma stands the rest of a number: `.123456789Z`.
  if ((before === 46 || before === 44) && digits >= length - 1 && isDigit(start > 1 ? bytes[start - 2] : undefined)) return true
  // `1772600767`, also in milli-, micro- and nanoseconds.
  if (isNumber && first === 49 && length >= 10 && length % 3 === 1) return true
  return isDate(bytes, start, end)
}

/** `20260304`, whatever follows. */
function isDate(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8) return false
  for (let at = start; at < start + 8; at++) if (!isDigit(bytes[at])) return false
  const [century, month, day] = [pairAt(bytes, start), pairAt(bytes, start + 4), pairAt(bytes, start + 6)]
  return (century === 19 || century === 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function pairAt(bytes: Uint8Array, at: number): number {
  return 10 * (bytes[at]! - 48) + bytes[at + 1]! - 48
}

function isDigit(code = 0): boolean {
  return code >= 48 && code <= 57
}
