/**
 * Reads an instant out of bytes: a whole or decimal number since 1970, its unit by `unitNs` or by how large it is, or an ISO
 * date and time (UTC where it names no zone). Exact to the nanosecond.
 * @returns Unix microseconds and the nanoseconds after them; undefined for anything else
 */
export function parseStamp(
  bytes: Uint8Array,
  start: number,
  end: number,
  unitNs?: number,
): { micros: number; remainder: number } | undefined {
  let digits = 0
  while (start + digits < end && bytes[start + digits]! >= 48 && bytes[start + digits]! <= 57) digits += 1
  if (start + digits < end || digits === 0 || digits > 19)
    return parseText(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString(), unitNs)
  const unit = unitNs ?? unitOfDigits(digits)
  // Nanoseconds have three digits more than a number holds.
  const split = unit === 1 ? Math.max(start, end - 3) : end
  const head = wholeNumber(bytes, start, split)
  return unit === 1 ? { micros: head, remainder: wholeNumber(bytes, split, end) } : { micros: head * (unit / 1e3), remainder: 0 }
}

/** Seconds have ten digits from 2001 to 2286, and every unit three more than the one before. */
function unitOfDigits(digits: number): number {
  if (digits >= 18) return 1
  if (digits >= 15) return 1e3
  return digits >= 12 ? 1e6 : 1e9
}

function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) value = value * 10 + bytes[at]! - 48
  return value
}

function parseText(text: string, unitNs: number | undefined): { micros: number; remainder: number } | undefined {
  const [, whole, fraction] = /^(\d{1,19})\.(\d{1,18})$/.exec(text) ?? []
  if (whole !== undefined && fraction !== undefined) {
    const unit = unitNs ?? unitOfDigits(whole.length)
    const nanos = Math.round(Number(`0.${fraction}`) * unit)
    const micros = Number(whole) * (unit / 1e3)
    return { micros: Math.floor(micros) + Math.floor(nanos / 1e3), remainder: nanos % 1e3 }
  }
  // Some writers of JSON put large numbers so.
  if (/^\d(?:\.\d{1,18})?e\+?1\d$/i.test(text)) {
    const plain = Buffer.from(Number(text).toFixed(0))
    return parseStamp(plain, 0, plain.length, unitNs)
  }
  const [, date, time, decimals = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?(?:\d\d)?)?$/i.exec(text) ?? []
  if (date === undefined) return undefined
  const seconds = Date.parse(`${date}T${time}${zoneOf(zone)}`)
  const nanos = Number(decimals.padEnd(9, '0'))
  return Number.isFinite(seconds) ? { micros: seconds * 1000 + Math.floor(nanos / 1000), remainder: nanos % 1000 } : undefined
}

function zoneOf(zone: string): string {
  const [, hours, minutes] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  return hours === undefined ? 'Z' : `${hours}:${minutes ?? '00'}`
}
