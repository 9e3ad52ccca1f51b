import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, NONCE_BYTES } from './cipher.ts'
import { FORMAT_BYTES, formatHead, requireFormat } from './format.ts'
import { keyFor } from './derived-keys.ts'

const FORMAT = { magic: 'FMREC', version: 1 }

/**
 * Seals a small value such as a row: head (6 bytes), random nonce (12), ciphertext, tag (16).
 * `context` is where the value belongs, the store's key of it say: it opens in no other place. Under one key at most 2^32 values
 * (NIST SP 800-38D §8.3); a case has far fewer.
 * @throws {KeyDestroyedError}
 */
export function sealRecord(key: Uint8Array, context: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const sealed = encrypt({ key: keyFor('record', key), nonce, associated: associatedData(context) }, plain)
  return Buffer.concat([formatHead(FORMAT), nonce, sealed])
}

/** Inverse of {@link sealRecord}. @throws {SealBrokenError} when anything differs; @throws {KeyDestroyedError} */
export function openRecord(key: Uint8Array, context: string, sealed: Uint8Array): Uint8Array {
  requireFormat(sealed, FORMAT)
  const body = FORMAT_BYTES + NONCE_BYTES
  const nonce = sealed.subarray(FORMAT_BYTES, body)
  return decrypt({ key: keyFor('record', key), nonce, associated: associatedData(context) }, sealed.subarray(body))
}

function associatedData(context: string): Uint8Array {
  return Buffer.concat([formatHead(FORMAT), Buffer.from(context)])
}
