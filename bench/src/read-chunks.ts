import { closeSync, openSync, readSync } from 'node:fs'

/** Hands on a file in pieces of at most 1 MiB, each in memory of its own. */
export function readChunks(file: string, take: (chunk: Buffer) => void): void {
  const descriptor = openSync(file, 'r')
  for (;;) {
    const chunk = Buffer.allocUnsafe(2 ** 20)
    const length = readSync(descriptor, chunk)
    if (length === 0) break
    take(chunk.subarray(0, length))
  }
  closeSync(descriptor)
}
