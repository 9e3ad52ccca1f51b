import { isUtf8 } from 'node:buffer'

/** How the bytes of a source become text. `windows-1252` stands for every Latin-1 like encoding. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** `bomBytes` is the length of the byte order mark, which belongs to no line. */
export type DetectedEncoding = { readonly encoding: Encoding; readonly bomBytes: number }

/** Bytes of a source that {@link detectEncoding} wants to see, when the source has that many. */
export const HEAD_BYTES = 65_536

/**
 * Encoding of a source by its first bytes: byte order mark, then zero bytes in every other place (UTF-16 without a mark),
 * then UTF-8 unless more bytes break it than keep it. An empty head is UTF-8.
 *
 * @param head the first {@link HEAD_BYTES} bytes or fewer; may end inside a character
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  const [a, b, c] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bomBytes: 3 }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bomBytes: 2 }
  const wide = detectWide(head)
  if (wide !== undefined) return { encoding: wide, bomBytes: 0 }
  return { encoding: breaksUtf8(head) ? 'windows-1252' : 'utf-8', bomBytes: 0 }
}

/** UTF-16 of mostly ASCII text has a zero in one half of most units and hardly any in the other half. */
function detectWide(head: Uint8Array): Encoding | undefined {
  const units = Math.min(head.length, 4096) >> 1
  if (units < 4) return undefined
  let even = 0
  let odd = 0
  for (let unit = 0; unit < units; unit++) {
    if (head[2 * unit] === 0) even += 1
    if (head[2 * unit + 1] === 0) odd += 1
  }
  if (odd > units * 0.6 && even < units * 0.05) return 'utf-16le'
  if (even > units * 0.6 && odd < units * 0.05) return 'utf-16be'
  return undefined
}

/** True when bytes of 0x80 and above mostly stand in no valid UTF-8 sequence: a few broken characters are not an encoding. */
function breaksUtf8(head: Uint8Array): boolean {
  if (isUtf8(head)) return false
  let broken = 0
  let whole = 0
  for (let at = 0; at < head.length;) {
    const length = utf8Length(head, at)
    if (length === 0) broken += 1
    else if (length > 1) whole += 1
    at += Math.max(1, length)
  }
  return broken > whole && broken > 1
}

/** Bytes of the valid UTF-8 character at `at`, 0 when there is none. Accepts no overlong form and no surrogate. */
export function utf8Length(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  const second = bytes[at + 1] ?? 0
  if (length === 3 && ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f))) return 0
  if (length === 4 && ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f))) return 0
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}
