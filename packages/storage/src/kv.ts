/** A value with the version that `compareAndSet` needs; versions rise with every write of the key. */
export type KvEntry = { readonly key: string; readonly value: Uint8Array; readonly version: number }

/**
 * Small durable values under keys such as `case/<id>/event/000012`. A write that has returned survives a kill.
 * Keys sort bytewise. Values are sealed by the caller: a store never sees plain evidence.
 */
export type Kv = {
  get(key: string): Promise<KvEntry | undefined>
  /** `ttlMs` after which the key is gone; absent keeps it. */
  set(key: string, value: Uint8Array, options?: { readonly ttlMs?: number }): Promise<void>
  /** Writes only if the key still has `version` (0: does not exist). @returns the new version, or undefined when it lost. */
  compareAndSet(key: string, version: number, value: Uint8Array): Promise<number | undefined>
  delete(key: string): Promise<void>
  /** Entries whose key starts with `prefix`, after the key `after`, in key order. @default limit 1000 */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly KvEntry[]>
  /** All or nothing. Every key must start with `prefix`. */
  batch(
    prefix: string,
    operations: readonly ({ readonly set: string; readonly value: Uint8Array } | { readonly delete: string })[],
  ): Promise<void>
  close(): Promise<void>
}
