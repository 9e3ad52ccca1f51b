/** Keys beyond are not remembered: a hostile file has a new one on each line. */
const MAX_KEYS = 20_000
/** Keys stand outside of the heap, whose limit does not hold for them. */
const MAX_BYTES = 16 * 2 ** 20
const MAX_KEY_BYTES = 4096
const HASH_FACTOR = 0x01000193

type Entry<T> = { readonly key: Uint8Array; readonly value: T }

/**
 * Values by keys of bytes, without making a string of each key that is looked up. Rows of one series mostly follow each other. At most
 * 20,000 keys, 4 KiB each and 16 MiB together. The hash has a secret, so that no file can be made to collide.
 */
export class KeyTable<T> {
  private readonly secret = crypto.getRandomValues(new Uint32Array(1))[0]!
  private readonly entries = new Map<number, Entry<T>[]>()
  private last: Entry<T> | undefined
  private count = 0
  private bytes = 0

  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    if (this.last !== undefined && isSame(this.last.key, bytes, from, to)) return this.last.value
    if (to - from > MAX_KEY_BYTES) return undefined
    const found = this.entries.get(hashOf(this.secret, bytes, from, to))?.find(({ key }) => isSame(key, bytes, from, to))
    if (found !== undefined) this.last = found
    return found?.value
  }

  /** Whether a key of so many bytes will be remembered. */
  hasRoom(length: number): boolean {
    return length <= MAX_KEY_BYTES && this.count < MAX_KEYS && this.bytes + length <= MAX_BYTES
  }

  /** Remembers a value by a key that is not known yet, where there is room. */
  add(bytes: Uint8Array, { from, to, value }: { readonly from: number; readonly to: number; readonly value: T }): void {
    if (!this.hasRoom(to - from)) return
    const hash = hashOf(this.secret, bytes, from, to)
    const entry = { key: new Uint8Array(bytes.subarray(from, to)), value }
    const others = this.entries.get(hash)
    if (others === undefined) this.entries.set(hash, [entry])
    else others.push(entry)
    this.count += 1
    this.bytes += to - from
    this.last = entry
  }
}

/** FNV-1a from a secret, spread over 32 bits (the finalizer of MurmurHash3, A. Appleby). */
function hashOf(secret: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = secret
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function isSame(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false
  for (let at = key.length - 1; at >= 0; at -= 1) if (key[at] !== bytes[from + at]) return false
  return true
}
