/** Large sealed bytes under names such as `<caseId>/<sourceId>/frames`; written once, read by range. */
export type Blob = {
  /** Appends chunks in order; the blob appears under its name, whole, only after `commit`. */
  create(name: string): Promise<BlobWriter>
  /**
   * Bytes `[start, end)`; shorter at the end of the blob. They are the caller's own, and stand in `into` where that has room for them:
   * memory used again is neither asked of the system nor collected.
   * @throws {Error} when there is no such blob
   */
  read(name: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array>
  /** Size in bytes, or undefined when there is no such blob. */
  size(name: string): Promise<number | undefined>
  /** Removes every blob whose name starts with `prefix`, unfinished ones too. @returns bytes freed */
  deleteAll(prefix: string): Promise<number>
  list(prefix: string): Promise<readonly string[]>
}
export type BlobWriter = {
  /** Resolves when the bytes are handed to the system: awaiting it is the back-pressure. */
  write(chunk: Uint8Array): Promise<void>
  /** Reads back what was written so far, before or after `commit`. */
  read(start: number, end: number): Promise<Uint8Array>
  commit(): Promise<void>
  abort(): Promise<void>
}
