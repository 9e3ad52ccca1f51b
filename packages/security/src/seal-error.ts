/** Sealed bytes that do not open: changed, cut, moved, sealed under another key, or of an unknown version. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError'
  readonly code = 'SEAL_BROKEN'
}

/** The key was destroyed while somebody still held it: nothing may be sealed or opened with it any more. */
export class KeyDestroyedError extends Error {
  override readonly name = 'KeyDestroyedError'
  readonly code = 'KEY_DESTROYED'
}
