/**
 * The random keys of one role, one a case. Losing a key loses the case: that is the point.
 * Names are UUIDs. A key given out is the ring's own bytes: `destroy` zeroes them wherever they are held, and sealing with
 * zeroed bytes throws `KeyDestroyedError`. So ask again rather than keep a key across a wait.
 */
export type KeyRing = {
  /** The key of the case, made if it is new; 32 bytes. */
  create(caseId: string): Promise<Uint8Array>
  /** @throws {SealBrokenError} when there is a key but it does not unwrap */
  get(caseId: string): Promise<Uint8Array | undefined>
  has(caseId: string): Promise<boolean>
  /** After it has resolved nobody can open what the case sealed. @returns false when there was no key */
  destroy(caseId: string): Promise<boolean>
  /** The cases that have a key, sorted. */
  list(): Promise<readonly string[]>
}

const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function isKeyName(name: string): boolean {
  return NAME.test(name)
}

/** @throws {RangeError} when `name` is no UUID: it becomes a file name */
export function requireKeyName(name: string): string {
  if (!isKeyName(name)) throw new RangeError('A key must be named by a UUID in lower case')
  return name
}
