import { randomBytes } from 'node:crypto'
import { KEY_BYTES } from './cipher.ts'
import { type KeyRing, requireKeyName } from './key-ring.ts'
import { destroyKey } from './derived-keys.ts'

/** A {@link KeyRing} whose keys end with the process: for offline analysis. */
export function createMemoryKeyRing(): KeyRing {
  const keys = new Map<string, Uint8Array>()
  return {
    async create(caseId) {
      const key = keys.get(requireKeyName(caseId)) ?? randomBytes(KEY_BYTES)
      keys.set(caseId, key)
      return key
    },
    get: async (caseId) => keys.get(caseId),
    has: async (caseId) => keys.has(caseId),
    async destroy(caseId) {
      const key = keys.get(caseId)
      if (key) destroyKey(key)
      return keys.delete(caseId)
    },
    list: async () => [...keys.keys()].sort(),
  }
}
