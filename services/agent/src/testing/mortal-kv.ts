import type { Kv } from '@faultmaven/storage'

/**
 * A store whose process is killed: after so many writes it takes no more, and nothing of the last is visible. What was
 * written stays in the store underneath, for the next process.
 * @param writes how many succeed
 */
export function createMortalKv(kv: Kv, writes: number): Kv & { isDead(): boolean } {
  let left = writes

  async function write<T>(run: () => Promise<T>): Promise<T> {
    // A killed process never hears of its write again.
    if (left <= 0) return new Promise<T>(() => {})
    left -= 1
    return run()
  }

  return {
    get: (key) => kv.get(key),
    list: (prefix, options) => kv.list(prefix, options),
    set: (key, value, options) => write(() => kv.set(key, value, options)),
    compareAndSet: (key, version, value) => write(() => kv.compareAndSet(key, version, value)),
    delete: (key) => write(() => kv.delete(key)),
    batch: (prefix, operations) => write(() => kv.batch(prefix, operations)),
    close: () => kv.close(),
    isDead: () => left <= 0,
  }
}
