import { createCipheriv, createDecipheriv, hkdfSync, type DecipherGCM } from 'node:crypto'
import { KeyDestroyedError, SealBrokenError } from './seal-error.ts'

export const KEY_BYTES = 32
export const NONCE_BYTES = 12
export const TAG_BYTES = 16

type Box = { readonly key: Uint8Array; readonly nonce: Uint8Array; readonly associated: Uint8Array }

/** AES-256-GCM: ciphertext of the same length as `plain`, followed by the 16-byte tag. A nonce serves once per key. */
export function encrypt({ key, nonce, associated }: Box, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Inverse of {@link encrypt}. @throws {SealBrokenError} when a bit of key, nonce, associated data or sealed bytes differs */
export function decrypt(box: Box, sealed: Uint8Array): Uint8Array {
  return open(box, sealed, (decipher, secret) => decipher.update(secret))
}

/** OpenSSL's answer to a larger piece comes in memory fresh from the system, and costs half as much again. */
const PIECE_BYTES = 64 * 1024

/**
 * The same into bytes that the caller uses again, which hold what nobody vouches for when it throws.
 * @returns how many bytes there are
 */
export function decryptInto(into: Uint8Array, box: Box, sealed: Uint8Array): number {
  return open(box, sealed, (decipher, secret) => {
    for (let at = 0; at < secret.length; at += PIECE_BYTES) into.set(decipher.update(secret.subarray(at, at + PIECE_BYTES)), at)
    return secret.length
  })
}

function open<T>({ key, nonce, associated }: Box, sealed: Uint8Array, run: (decipher: DecipherGCM, secret: Uint8Array) => T): T {
  if (sealed.length < TAG_BYTES) throw new SealBrokenError('Cannot open sealed bytes: they are too short')
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated)
  decipher.setAuthTag(sealed.subarray(end))
  try {
    const plain = run(decipher, sealed.subarray(0, end))
    decipher.final()
    return plain
  } catch (error) {
    throw new SealBrokenError('Cannot open sealed bytes: they were changed or belong elsewhere', { cause: error })
  }
}

/**
 * HKDF-SHA256 (RFC 5869): a 32-byte key for one purpose, so that frames, records and hashes never share one.
 * @throws {KeyDestroyedError} when `key` was destroyed, which zeroes it; @throws {RangeError} when it is not 32 bytes
 */
export function deriveKey(
  key: Uint8Array,
  { salt = new Uint8Array(0), purpose }: { salt?: Uint8Array; purpose: string },
): Uint8Array {
  requireLiveKey(key)
  return new Uint8Array(hkdfSync('sha256', key, salt, `faultmaven ${purpose}`, KEY_BYTES))
}

/** @throws {KeyDestroyedError} when `key` was destroyed, which zeroes it; @throws {RangeError} when it is not 32 bytes */
export function requireLiveKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError(`A key must have ${KEY_BYTES} bytes`)
  if (key.every((byte) => byte === 0)) throw new KeyDestroyedError('The key of this case was destroyed')
}
