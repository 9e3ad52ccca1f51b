import type { Kv, KvEntry } from './kv.ts'
import { requireKey, requirePrefix, requireWithin } from './kv-key.ts'

type Held = { readonly value: Uint8Array; readonly version: number; readonly expiresAt: number }

/** A {@link Kv} that forgets everything with the process: for offline analysis and tests. Listing is O(keys · log keys). */
export function createMemoryKv({ now = Date.now }: { readonly now?: () => number } = {}): Kv {
  const held = new Map<string, Held>()
  let version = 0

  function live(key: string): Held | undefined {
    const entry = held.get(key)
    if (entry === undefined || entry.expiresAt > now()) return entry
    held.delete(key)
    return undefined
  }
  function put(key: string, value: Uint8Array, expiresAt: number): number {
    version += 1
    held.set(key, { value: Uint8Array.from(value), version, expiresAt })
    return version
  }
  function entryOf(key: string): KvEntry | undefined {
    const entry = live(key)
    return entry && { key, value: Uint8Array.from(entry.value), version: entry.version }
  }

  return {
    get: async (key) => entryOf(requireKey(key)),
    async set(key, value, { ttlMs = Infinity } = {}) {
      put(requireKey(key), value, now() + ttlMs)
    },
    async compareAndSet(key, expected, value) {
      const current = live(requireKey(key))
      if ((current?.version ?? 0) !== expected) return undefined
      return put(key, value, current?.expiresAt ?? Infinity)
    },
    async delete(key) {
      held.delete(requireKey(key))
    },
    async list(prefix, { after = '', limit = 1000 } = {}) {
      requirePrefix(prefix)
      const keys = [...held.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
      const entries: KvEntry[] = []
      for (const key of keys) {
        if (entries.length === limit) break
        const entry = entryOf(key)
        if (entry) entries.push(entry)
      }
      return entries
    },
    async batch(prefix, operations) {
      requireWithin(prefix, operations)
      for (const operation of operations) {
        if ('set' in operation) put(operation.set, operation.value, Infinity)
        else held.delete(operation.delete)
      }
    },
    async close() {
      held.clear()
    },
  }
}
