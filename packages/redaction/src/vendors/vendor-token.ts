import { isWordCode, matchAt, type Detector } from '../detector.ts'

/** A token whose form its vendor documents, told by the characters that it begins with. */
export type VendorToken = {
  readonly vendor: string
  readonly source: string
  /** What it begins with, in lower case; the pattern decides about case. */
  readonly anchors: readonly string[]
  /** Sticky, the whole token. */
  readonly pattern: RegExp
  /** Characters of the token before its anchor, where the anchor is not its beginning. @default 0 */
  readonly anchorAt?: number
  readonly found: readonly string[]
  readonly left: readonly string[]
}

/** The detector of a vendor's tokens: they stand as words of their own, and what the vendor shows in examples is left. */
export function detectVendorToken({ vendor, source, anchors, pattern, anchorAt = 0, found, left }: VendorToken): Detector {
  return {
    name: vendor,
    type: 'SECRET',
    source,
    anchors,
    find(text, at) {
      const start = at - anchorAt
      if (start < 0 || goesOn(text, start)) return undefined
      const token = matchAt(pattern, text, start)?.[0]
      if (token === undefined || isWordCode(text.charCodeAt(start + token.length)) || isOnlyStandIn(token)) return undefined
      return { start, end: start + token.length }
    },
    samples: { found: found.map((token) => `use ⟦${token}⟧, please`), left },
  }
}

/**
 * Whether a word goes on from before, also over a hyphen: a line of one prefix again and again would else be read from each of them as far
 * as a token reaches. A backslash and a letter before a token are an escape of JSON: `\nghp_…`.
 */
function goesOn(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (before === 45) return isWordCode(text.charCodeAt(start - 2)) || text[start - 2] === '-'
  return isWordCode(before) && text[start - 2] !== '\\'
}

/** Whether the token is one character again and again, as in documentation. */
function isOnlyStandIn(token: string): boolean {
  return /([xX*.0])\1{7}/.test(token)
}
