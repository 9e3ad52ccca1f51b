/** Whether the digits end with their check digit. @see ISO/IEC 7812-1, annex B */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let back = 0; back < digits.length; back++) {
    const digit = digits.charCodeAt(digits.length - 1 - back) - 48
    const doubled = back % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** First digits and lengths of the issuers. @see ISO/IEC 7812-1 and the issuers' own ranges, en.wikipedia.org/wiki/Payment_card_number */
const ISSUERS: readonly (readonly [first: RegExp, length: RegExp])[] = [
  [/^4/, /^(?:13|16|19)$/], // Visa
  [/^(?:5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)/, /^16$/], // Mastercard
  [/^3[47]/, /^15$/], // American Express
  [/^(?:6011|64[4-9]|65)/, /^1[6-9]$/], // Discover
  [/^(?:30[0-5]|3095|36|3[89])/, /^1[4-9]$/], // Diners Club
  [/^(?:2131|1800|35(?:2[89]|[3-8]\d))/, /^1[5-9]$/], // JCB
  [/^62/, /^1[6-9]$/], // UnionPay
  [/^(?:50[0-9]{2}|5[6-9]\d\d|6\d{3})/, /^1[2-9]$/], // Maestro
  [/^220[0-4]/, /^1[6-9]$/], // Mir
]

/** Whether an issuer gives out numbers that begin so and are so long. */
export function hasIssuer(digits: string): boolean {
  const length = String(digits.length)
  return ISSUERS.some(([first, lengths]) => first.test(digits) && lengths.test(length))
}
