/** Whether a word of letters and digits is rather a date, an epoch or the fraction of a second. */
export function isDateOrEpoch(text: string, start: number, end: number, digits: number): boolean {
  const length = end - start
  const first = text.charCodeAt(start)
  const isNumber = digits === length
  const before = start > 0 ? text.charCodeAt(start - 1) : 0
  // Behind a dot or a comma stands the rest of a number: `.123456789Z`.
  if ((before === 46 || before === 44) && digits >= length - 1 && isDigitAt(text, start - 2)) return true
  // `1772600767`, also in milli-, micro- and nanoseconds.
  if (isNumber && first === 49 && length >= 10 && length % 3 === 1) return true
  return (first === 49 || first === 50) && isDate(text, start)
}

/** `20260304`, whatever follows. */
function isDate(text: string, start: number): boolean {
  const found = /^(?:19|20)\d\d(\d\d)(\d\d)/.exec(text.slice(start, start + 8))
  if (found === null) return false
  const [month, day] = [Number(found[1]), Number(found[2])]
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
