import { deriveKey, requireLiveKey } from './cipher.ts'

/** The derived keys of case keys that are held; one whose case key is let go goes with it. */
const derived = new WeakMap<Uint8Array, Uint8Array>()

/**
 * The key that seals the records of a case. Derived once for each key object: HKDF costs several times the sealing of a small row,
 * and a case may have tens of thousands. The bytes of a case key change only by {@link destroyKey}.
 * @throws {KeyDestroyedError} when `key` was destroyed; @throws {RangeError} when it is not 32 bytes
 */
export function recordKey(key: Uint8Array): Uint8Array {
  requireLiveKey(key)
  const known = derived.get(key)
  if (known) return known
  const made = deriveKey(key, { purpose: 'record' })
  derived.set(key, made)
  return made
}

/** Zeroes a case key and what was derived from it, wherever they are held. */
export function destroyKey(key: Uint8Array): void {
  derived.get(key)?.fill(0)
  derived.delete(key)
  key.fill(0)
}
