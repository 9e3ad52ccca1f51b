/** How a number was written: with so many decimals, as `String` writes it, or otherwise. */
export const AS_STRING = 254
export const OTHERWISE = 255

const MINUS = 45
const POINT = 46
const ZERO = 48
/** Whole numbers and powers of ten up to here are exact, and so is one division of the two, correctly rounded. */
const MAX_DIGITS = 15
/** From here on `String` writes a number without an exponent. */
const LEAST_PLAIN = 1e-6
const POWERS = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`))

/** A number read from bytes: what it is, and how it was written there. */
export class NumberCell {
  value = 0
  /** Decimals, {@link AS_STRING} or {@link OTHERWISE}. */
  form = 0

  /** Reads a plain decimal number, the value of `Number` of the same text. @returns false when the bytes are none */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const isNegative = bytes[from] === MINUS
    const start = isNegative ? from + 1 : from
    let whole = 0
    let point = -1
    for (let at = start; at < to; at += 1) {
      const digit = bytes[at]! - ZERO
      if (digit >= 0 && digit <= 9) whole = whole * 10 + digit
      else if (bytes[at] === POINT && point < 0) point = at
      else return this.readOther(bytes, from, to)
    }
    const digits = to - start - (point < 0 ? 0 : 1)
    if (digits === 0 || digits > MAX_DIGITS) return this.readOther(bytes, from, to)
    const decimals = point < 0 ? 0 : to - point - 1
    const size = decimals === 0 ? whole : whole / POWERS[decimals]!
    this.value = isNegative ? -size : size
    const isPadded = (bytes[start] === ZERO && digits - decimals > 1) || point === start || point === to - 1
    if (isPadded || (isNegative && whole === 0)) this.form = OTHERWISE
    // `String` writes all decimals but a last zero, and no exponent from here on.
    else this.form = bytes[to - 1] !== ZERO && size >= LEAST_PLAIN ? AS_STRING : decimals
    return true
  }

  private readOther(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from > 40) return false
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return false
    this.value = Number(text)
    this.form = text === String(this.value) ? AS_STRING : OTHERWISE
    return Number.isFinite(this.value)
  }
}

/** What stands in the source for a value of this form where that is not `String(value)`; '' where it is not known. */
export function textOfForm(value: number, form: number): string | undefined {
  if (form === OTHERWISE) return ''
  if (form === AS_STRING || form === 0) return undefined
  const text = value.toFixed(form)
  return text === String(value) ? undefined : text
}
