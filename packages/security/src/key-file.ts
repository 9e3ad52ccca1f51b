import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** Ending of a file that is still being written; a start removes those that a kill left. */
export const UNFINISHED = '.part'

/** Writes a file (0600) that is there whole or not at all, on the disk when this resolves. */
export async function writeKeyFile(file: string, bytes: Uint8Array): Promise<void> {
  const part = file + UNFINISHED
  await rm(part, { force: true })
  const handle = await open(part, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, file)
  await syncFolder(path.dirname(file))
}

/** @returns undefined when there is no such file */
export async function readKeyFile(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Overwrites a file with random bytes, then unlinks it, each step on the disk before the next. A file system that copies on write,
 * a snapshot or worn flash may keep the old bytes all the same: the receipt of a deletion says so.
 */
export async function shredFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    const { size } = await handle.stat()
    await handle.write(randomBytes(size), 0, size, 0)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rm(file)
  await syncFolder(path.dirname(file))
}

/** Makes the names in a folder durable: without it a crash may bring an unlinked key back. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
