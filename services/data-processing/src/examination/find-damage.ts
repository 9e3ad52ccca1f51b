import { isUtf8 } from 'node:buffer'
import { type Encoding, utf8Length } from '@faultmaven/logs'

/** Bytes that no text has: the first of them, its line from 1, and how many there are. */
export type Damage = { readonly line: number; readonly byte: number; readonly count: number }

const LINE_FEED = 10
const DELETE = 127
/** Backspace to carriage return, and escape: terminals and old files write them. */
const isControl = (byte: number) => (byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27) || byte === DELETE

/** Finds bytes that are no text of their encoding: control characters, and what is no UTF-8. Wide encodings are not looked at. */
export function findDamage(bytes: Uint8Array, encoding: Encoding): Damage | undefined {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return undefined
  const isWhole = encoding !== 'utf-8' || isUtf8(bytes)
  let found: { readonly line: number; readonly byte: number } | undefined
  let count = 0
  let line = 1
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!
    const length = byte < 128 || isWhole ? 1 : utf8Length(bytes, at)
    if (length === 0 || isControl(byte)) {
      found ??= { line, byte: at }
      count += 1
    }
    if (byte === LINE_FEED) line += 1
    at += Math.max(1, length)
  }
  return found && { ...found, count }
}
