/** Keys beyond are not remembered: a hostile file has a new one on each line. */
const MAX_KEYS = 20_000
const HASH_START = 0x811c9dc5
const HASH_FACTOR = 0x01000193

type Entry<T> = { readonly key: Uint8Array; readonly value: T }

/** Values by keys of bytes, without making a string of each key that is looked up. Rows of one series mostly follow each other. */
export class KeyTable<T> {
  private readonly entries = new Map<number, Entry<T>[]>()
  private last: Entry<T> | undefined
  private count = 0

  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    if (this.last !== undefined && isSame(this.last.key, bytes, from, to)) return this.last.value
    const found = this.entries.get(hashOf(bytes, from, to))?.find(({ key }) => isSame(key, bytes, from, to))
    if (found !== undefined) this.last = found
    return found?.value
  }

  isFull(): boolean {
    return this.count >= MAX_KEYS
  }

  add(bytes: Uint8Array, { from, to, value }: { readonly from: number; readonly to: number; readonly value: T }): void {
    if (this.isFull()) return
    const hash = hashOf(bytes, from, to)
    const entry = { key: bytes.slice(from, to), value }
    const others = this.entries.get(hash)
    if (others === undefined) this.entries.set(hash, [entry])
    else others.push(entry)
    this.count += 1
    this.last = entry
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = HASH_START
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR)
  return hash
}

function isSame(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false
  for (let at = key.length - 1; at >= 0; at -= 1) if (key[at] !== bytes[from + at]) return false
  return true
}
