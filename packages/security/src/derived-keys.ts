import { deriveKey, requireLiveKey } from './cipher.ts'

type Purpose = 'record' | 'hash'

/** The derived keys of case keys that are held; those of a case key that is let go go with it. */
const derived = new WeakMap<Uint8Array, Map<Purpose, Uint8Array>>()

/**
 * The key that seals the records of a case, or makes its keyed hashes. Derived once for each key object: HKDF costs several times the sealing of a
 * small row, and a case may have tens of thousands. The bytes of a case key change only by {@link destroyKey}.
 * @throws {KeyDestroyedError} when `key` was destroyed; @throws {RangeError} when it is not 32 bytes
 */
export function keyFor(purpose: Purpose, key: Uint8Array): Uint8Array {
  requireLiveKey(key)
  const keys = derived.get(key) ?? new Map<Purpose, Uint8Array>()
  derived.set(key, keys)
  const known = keys.get(purpose)
  if (known) return known
  const made = deriveKey(key, { purpose })
  keys.set(purpose, made)
  return made
}

/** Zeroes a case key and what was derived from it, wherever they are held. */
export function destroyKey(key: Uint8Array): void {
  for (const made of derived.get(key)?.values() ?? []) made.fill(0)
  derived.delete(key)
  key.fill(0)
}
