import { DIGITS, isDigitCode, isWordCode, matchAt, type Detector } from '../detector.ts'
import { hasIssuer, passesLuhn } from '../validation/luhn.ts'

/** In one piece, in fours, or as American Express groups them. */
const NUMBER = /(?:\d{12,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?!\d|[ -]\d{3})/y
const CONTEXT = /card|\bcc\b|credit|debit|visa|master|amex|maestro|\bpan\b|payment/i
const IDENTIFIER = /(?:id|no|number|seq|key|hash|offset|size|time|stamp|[#:=_])["']?\s{0,2}[:=]?\s{0,2}["']?$/i

/** Numbers of payment cards: an issuer's range and length, and the check digit. Bare numbers of 12 to 14 or 17 to 19 digits need a word about cards before them. */
export const paymentCard: Detector = {
  name: 'payment-card',
  type: 'CARD',
  source: 'https://www.iso.org/standard/70484.html',
  anchors: [DIGITS],
  find(text, start) {
    if (isJoined(text, start)) return undefined
    const number = matchAt(NUMBER, text, start)?.[0]
    if (number === undefined) return undefined
    const end = start + number.length
    if (isWordCode(text.charCodeAt(end)) || (text.charCodeAt(end) === 46 && isDigitCode(text.charCodeAt(end + 1))))
      return undefined
    const digits = number.replace(/[ -]/g, '')
    if (!hasIssuer(digits) || !passesLuhn(digits)) return undefined
    return isAboutCards(text, { start, digits, grouped: digits.length < number.length }) ? { start, end } : undefined
  },
  samples: {
    found: ['charged ⟦4111 1111 1111 1111⟧ today', 'card ⟦378282246310005⟧ declined', 'sent ⟦5555555555554444⟧.'],
    left: ['4111111111111112', 'blk_4111111111111111', 'id=4111111111111111', 'at 1700000000000', '36 1200 3412'],
  },
}

/** Whether the digits go on from something before them: `blk_-4…`, `1.4…`, `abc-4…`. */
function isJoined(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  return isWordCode(before) || before === 46 || before === 45 || before === 47
}

function isAboutCards(
  text: string,
  found: { readonly start: number; readonly digits: string; readonly grouped: boolean },
): boolean {
  const before = text.slice(Math.max(0, found.start - 40), found.start)
  if (CONTEXT.test(before)) return true
  if (found.grouped) return true
  return (found.digits.length === 15 || found.digits.length === 16) && !IDENTIFIER.test(before)
}
