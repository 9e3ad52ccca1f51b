import { matchAt, type Detector } from '../detector.ts'

const HEADER = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/y
const FOOTER = /-----END [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/
/** Longer than a key of 16,384 bits in PEM. */
const LONGEST = 16_384

/** Private keys in PEM or PGP armour, also cut off: what follows a header without footer is withheld as far as a key may reach. */
export const privateKey: Detector = {
  name: 'private-key',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc7468#section-10',
  anchors: ['-----begin '],
  find(text, start) {
    const header = matchAt(HEADER, text, start)
    if (header === undefined) return undefined
    const body = text.slice(start + header[0].length, start + LONGEST)
    const footer = FOOTER.exec(body)
    if (footer !== null && !/\w{4}/.test(body.slice(0, footer.index).replaceAll(/\\[nr]/g, ''))) return undefined
    const length = footer === null ? body.trimEnd().length : footer.index + footer[0].length
    return { start, end: start + header[0].length + length }
  },
  samples: {
    found: [
      '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----⟧\n',
      '"⟦-----BEGIN PRIVATE KEY-----\\nMIIEow==\\n-----END PRIVATE KEY-----⟧\\n"',
      'x ⟦-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNza⟧\n',
    ],
    left: [
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      '-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----',
    ],
  },
}
