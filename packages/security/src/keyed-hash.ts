import { hash } from 'node:crypto'
import { keyFor } from './derived-keys.ts'

/** Bytes that SHA-256 takes at once. */
const BLOCK = 64

/**
 * HMAC-SHA-256 of `bytes` under a key of its own purpose: equal for equal bytes of one case, meaningless without its key. By two hashes at one go each:
 * Node's `Hmac` is a stream, which costs several times the hash of a small text.
 * @see RFC 2104, §2
 */
export function keyedHash(key: Uint8Array, bytes: Uint8Array | string): Uint8Array {
  return hmacSha256(keyFor('hash', key), bytes)
}

/** @param key at most 64 bytes */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array | string): Uint8Array {
  const inner = Buffer.allocUnsafe(BLOCK + (typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length))
  if (typeof bytes === 'string') inner.write(bytes, BLOCK)
  else inner.set(bytes, BLOCK)
  const outer = Buffer.allocUnsafe(BLOCK + 32)
  try {
    pad(inner, key, 0x36)
    pad(outer, key, 0x5c)
    hash('sha256', inner, 'buffer').copy(outer, BLOCK)
    return hash('sha256', outer, 'buffer')
  } finally {
    // The memory is given to others as it is.
    inner.fill(0, 0, BLOCK)
    outer.fill(0, 0, BLOCK)
  }
}

function pad(block: Buffer, key: Uint8Array, value: number): void {
  for (let at = 0; at < BLOCK; at += 1) block[at] = (key[at] ?? 0) ^ value
}
