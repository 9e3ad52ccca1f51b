/** The disk (or the store's own limit) is full. Nothing of the failed write is visible. `code` is that of the file system. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError'
  readonly code = 'ENOSPC'
}

/** Gives SQLite's "full" the code that the file system uses, so that callers know one code only. */
export function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'SQLITE_FULL') return error
  return new DiskFullError('Cannot write to the store: the disk is full; free space and try again', { cause: error })
}
