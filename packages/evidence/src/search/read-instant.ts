/** Nanoseconds since 1970 of a number, its unit by `unitNs` or by how many digits it has, or of an ISO instant (UTC where it names no zone). */
export function readInstant(text: string, unitNs?: number): bigint | undefined {
  const number = /^\d(?:\.\d{1,18})?e\+?1\d$/i.test(text) ? Number(text).toFixed(0) : text
  const [, whole, decimals = ''] = /^(\d{1,19})(?:\.(\d{1,18}))?$/.exec(number) ?? []
  if (whole !== undefined) {
    const unit = unitNs ?? unitOfDigits(whole.length)
    return BigInt(whole) * BigInt(unit) + BigInt(Math.round(Number(`0.${decimals}`) * unit))
  }
  const [, date, time, fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?(?:\d\d)?)?$/i.exec(text) ?? []
  if (date === undefined) return undefined
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  const milliseconds = Date.parse(`${date}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`)
  return Number.isFinite(milliseconds) ? BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0')) : undefined
}

/** Seconds have ten digits from 2001 to 2286, and every unit three more than the one before. */
function unitOfDigits(digits: number): number {
  if (digits >= 18) return 1
  if (digits >= 15) return 1e3
  return digits >= 12 ? 1e6 : 1e9
}
