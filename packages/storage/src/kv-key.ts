const MAX_KEY_LENGTH = 512

/**
 * Lets only keys through that every engine sorts and stores alike: printable ASCII, 1 to 512 characters.
 * SQLite cuts text at a NUL and JavaScript sorts by UTF-16 units; ASCII has neither trouble.
 * @throws {RangeError} otherwise
 */
export function requireKey(key: string): string {
  if (key.length === 0) throw new RangeError('A key must not be empty')
  return requirePrefix(key)
}

/** Like {@link requireKey}, but takes the empty prefix of every key. @throws {RangeError} */
export function requirePrefix(prefix: string): string {
  if (prefix.length > MAX_KEY_LENGTH || !/^[\x20-\x7e]*$/.test(prefix)) {
    throw new RangeError(`A key must be printable ASCII of at most ${MAX_KEY_LENGTH} characters`)
  }
  return prefix
}

/** A string above every key that starts with `prefix` and below every later one. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\x7f`
}

/** @throws {RangeError} when an operation of a batch leaves its prefix */
export function requireWithin(prefix: string, operations: readonly ({ readonly set: string } | { readonly delete: string })[]) {
  requirePrefix(prefix)
  for (const operation of operations) {
    const key = requireKey('set' in operation ? operation.set : operation.delete)
    if (!key.startsWith(prefix)) throw new RangeError('A batch must stay within its prefix')
  }
}
