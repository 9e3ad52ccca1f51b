import { isUtf8 } from 'node:buffer'
import { utf8Length, type Encoding } from './detect-encoding.ts'

// Characters of Windows-1252 at 0x80 to 0x9f; the five unused places keep their control characters, as browsers do.
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178'

/**
 * Text of bytes; never fails. In UTF-8 each byte that belongs to no character reads as Windows-1252, so that a Latin-1 line
 * in a UTF-8 file stays readable. Decoding lines one by one or a range of lines at once gives the same text.
 */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (encoding) {
    case 'utf-8':
      return isUtf8(buffer) ? buffer.toString('utf8') : decodeMixed(buffer)
    case 'windows-1252':
      return decodeWindows1252(buffer)
    case 'utf-16le':
      return buffer.toString('utf16le')
    default:
      return decodeBigEndian(buffer)
  }
}

/** Tells how many bytes the first characters of a text have that {@link decodeText} makes of UTF-8. */
export function byteOffsets(bytes: Uint8Array): (characters: number) => number {
  const offsets: number[] = []
  for (let at = 0; at < bytes.length;) {
    const length = utf8Length(bytes, at)
    offsets.push(at)
    if (length === 4) offsets.push(at)
    at += Math.max(1, length)
  }
  return (characters) => offsets[characters] ?? bytes.length
}

function decodeWindows1252(buffer: Buffer): string {
  const text = buffer.toString('latin1')
  return text.replaceAll(/[\x80-\x9f]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80))
}

function decodeMixed(buffer: Buffer): string {
  const parts: string[] = []
  let from = 0
  let at = 0
  while (at < buffer.length) {
    const length = utf8Length(buffer, at)
    if (length > 0) {
      at += length
      continue
    }
    parts.push(buffer.toString('utf8', from, at), decodeWindows1252(buffer.subarray(at, at + 1)))
    at += 1
    from = at
  }
  parts.push(buffer.toString('utf8', from, at))
  return parts.join('')
}

function decodeBigEndian(buffer: Buffer): string {
  const even = buffer.length & ~1
  return Buffer.from(buffer.subarray(0, even)).swap16().toString('utf16le')
}
