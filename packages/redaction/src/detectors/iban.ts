import { DIGITS, isWordCode, matchAt, type Detector } from '../detector.ts'
import { ibanLength, passesMod97 } from '../validation/iban.ts'

const NUMBER = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,29}/y

/** International bank account numbers, in groups of four or in one piece. */
export const iban: Detector = {
  name: 'iban',
  type: 'IBAN',
  source: 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
  anchors: [DIGITS],
  find(text, firstDigit) {
    const start = firstDigit - 2
    // Before most digits of a log stands no letter, and looking two characters up in a table is dear.
    if (!isCapital(text.charCodeAt(start)) || !isCapital(text.charCodeAt(start + 1))) return undefined
    const length = ibanLength(text.slice(start, firstDigit))
    if (length === undefined || isWordCode(text.charCodeAt(start - 1))) return undefined
    const written = matchAt(NUMBER, text, start)?.[0] ?? ''
    const end = start + lengthWithSpaces(written, length)
    const number = text.slice(start, end).replaceAll(' ', '')
    if (number.length !== length || isWordCode(text.charCodeAt(end)) || !passesMod97(number)) return undefined
    return { start, end }
  },
  samples: {
    found: ['to ⟦GB82 WEST 1234 5698 7654 32⟧ today', '⟦DE89370400440532013000⟧.', 'IBAN:⟦FR1420041010050500013M02606⟧ ok'],
    left: ['DE89370400440532013001', 'GB82WEST', 'HTTP1234567890123456', 'XX12345678901234567890'],
  },
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90
}

/** How much of the text holds so many characters that are no space; its whole length when there are fewer. */
function lengthWithSpaces(written: string, characters: number): number {
  let seen = 0
  for (let at = 0; at < written.length; at++) {
    if (written[at] !== ' ') seen++
    if (seen === characters) return at + 1
  }
  return written.length
}
