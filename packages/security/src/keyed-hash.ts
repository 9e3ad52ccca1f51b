import { createHmac } from 'node:crypto'
import { keyFor } from './derived-keys.ts'

/** HMAC-SHA-256 of `bytes` under a key of its own purpose: equal for equal bytes of one case, meaningless without its key. */
export function keyedHash(key: Uint8Array, bytes: Uint8Array | string): Uint8Array {
  return createHmac('sha256', keyFor('hash', key)).update(bytes).digest()
}
