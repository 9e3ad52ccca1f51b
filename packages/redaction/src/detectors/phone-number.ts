import { DIGITS, isDigitCode, isWordCode, matchAt, type Detector } from '../detector.ts'
import type { Range } from '../span.ts'

const NUMBER = /\+?\(?\d{1,5}\)?(?:[ .-]{0,2}\(?\d{1,11}\)?){0,6}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?/iy
const BEFORE = /(?:phone|\btel\b|telephone|mobile|msisdn|\bcell|\bfax|\bsms\b|whatsapp|\bdial)[^\d\n]{0,16}$/i
const AFTER = /[ -]{0,2}\(?(?:office|fax|mobile|cell|phone|home|work)\b/iy
const NORTH_AMERICAN = /^(?:\+?1[ .-]?)?\([2-9]\d\d\) ?[2-9]\d\d[ .-]\d{4}$/
const INTERNATIONAL = /^\+[1-9]\d{0,2}[ .(-][\d ().-]{6,20}\d$|^\+[1-9]\d{9,14}$/

/** Telephone numbers beside a word about them, and those whose form says it: `+44 …`, `(212) 555-0123`. */
export const phoneNumber: Detector = {
  name: 'phone-number',
  type: 'PHONE',
  source: 'https://www.itu.int/rec/T-REC-E.123',
  anchors: [DIGITS],
  find(text, firstDigit) {
    const found = readPhone(text, firstDigit)
    if (found === undefined) return undefined
    const number = text.slice(found.start, found.end)
    if (!/^\d/.test(number) && (NORTH_AMERICAN.test(number) || INTERNATIONAL.test(number))) return found
    if (matchAt(AFTER, text, found.end) !== undefined) return found
    return BEFORE.test(text.slice(Math.max(0, found.start - 28), found.start)) ? found : undefined
  },
  samples: {
    found: [
      'call ⟦+44 20 7946 0018⟧ now',
      'phone: ⟦0378 3549890⟧',
      '⟦(212) 555-0123⟧',
      '⟦555-014-2233x12⟧ fax',
      'Tel. ⟦030 1234567⟧',
    ],
    left: ['2026-11-23 10:20:30', 'took 1234567 ms', 'mobile app version 2.3.4', 'at +0200', '10.1.2.3', 'phone 12'],
  },
}

/** The number around its first digit, with the sign or bracket before it; undefined for dates, addresses and what is too short or long. */
export function readPhone(text: string, firstDigit: number): Range | undefined {
  // Hours before minutes: most runs of digits in a log are parts of its times.
  if (text[firstDigit + 2] === ':') return undefined
  let start = firstDigit
  if (text[start - 1] === '(') start--
  if (text[start - 1] === '+') start--
  const before = text.charCodeAt(start - 1)
  if (isWordCode(before) || (start === firstDigit && goesOn(text, start))) return undefined
  const number = matchAt(NUMBER, text, start)?.[0].trimEnd() ?? ''
  const end = start + number.length
  const digits = countDigits(number)
  if (digits < 6 || digits > 20 || isWordCode(text.charCodeAt(end))) return undefined
  return /^\d{4}-\d\d-\d\d|^\d{1,3}(?:\.\d{1,3}){3}$|^\d\d?[.-]\d\d?[.-]\d{4}$/.test(number) ? undefined : { start, end }
}

/** Whether the run of digits goes on from one before it: a part of a date, a version, an address, or the second group of a number. */
function goesOn(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  return (
    before === 46 || before === 45 || before === 58 || before === 47 || (before === 32 && isDigitCode(text.charCodeAt(start - 2)))
  )
}

function countDigits(text: string): number {
  let digits = 0
  for (let at = 0; at < text.length; at++) if (isDigitCode(text.charCodeAt(at))) digits++
  return digits
}
