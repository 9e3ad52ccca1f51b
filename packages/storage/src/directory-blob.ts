import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { Blob, BlobWriter } from './blob.ts'
import { DiskFullError } from './disk-full-error.ts'
import { createOpenFiles } from './open-files.ts'

type Options = {
  /** Opens the file of a new blob; replaced in tests by one that answers as a full disk does. */
  readonly openNew?: (file: string) => Promise<FileHandle>
  /** Bytes that are free where the folder is; replaced likewise. */
  readonly freeBytes?: (folder: string) => Promise<number>
}
export type DirectoryBlob = Blob & {
  /** Removes what writers left that a kill cut short; call it at start, before anybody writes. @returns how many */
  recover(): Promise<number>
}

const UNFINISHED = '.part'
/** What blobs leave free on their file system, for journals and states beside them. */
const RESERVE_BYTES = 4 * 2 ** 20
/** Written between two looks at what is free. */
const LOOK_BYTES = 2 ** 20
const SEGMENT = /^[a-z0-9][a-z0-9-]{0,63}$/

/**
 * A {@link Blob} in a folder (0700, files 0600). A blob is written to `<name>.part` and renamed by `commit` after an fsync, so
 * that a reader sees it whole or not at all. Names are one to four segments of `[a-z0-9-]`: no name leaves the folder.
 * Errors of the file system come as they are: `EEXIST` when the name is taken, `ENOENT` when there is no such blob. `ENOSPC` comes
 * while {@link RESERVE_BYTES} are still free (the writer is then of no more use): what is told of a refused file must be written, too.
 */
export function createDirectoryBlob(
  directory: string,
  { openNew = openExclusive, freeBytes = askFreeBytes }: Options = {},
): DirectoryBlob {
  const folder = path.resolve(directory)
  const writers = new Map<string, BlobWriter>()
  const openFiles = createOpenFiles()

  return {
    async create(name) {
      const file = fileOf(folder, name)
      if ((await sizeOf(file)) !== undefined) throw taken(name)
      const handle = await inFolder(path.dirname(file), () => openNew(file + UNFINISHED))
      const writer = createWriter({ file, folder, handle, freeBytes, onEnd: () => writers.delete(name) })
      writers.set(name, writer)
      return writer
    },
    read: async (name, start, end, into) =>
      openFiles.use(fileOf(folder, name), ({ handle, size }) => readRange(handle, start, Math.min(end, size), into)),
    size: async (name) => sizeOf(fileOf(folder, name)),
    async deleteAll(prefix) {
      const files = await filesUnder(folder, prefix)
      let freed = 0
      for (const file of files) freed += (await sizeOf(path.join(folder, file))) ?? 0
      for (const [name, writer] of writers) if (name.startsWith(prefix)) await writer.abort()
      for (const file of files) {
        openFiles.forget(path.join(folder, file))
        await remove(folder, file)
      }
      return freed
    },
    async list(prefix) {
      const files = await filesUnder(folder, prefix)
      return files.filter((file) => !file.endsWith(UNFINISHED)).sort()
    },
    async recover() {
      const unfinished = (await filesUnder(folder, '')).filter((file) => file.endsWith(UNFINISHED))
      for (const file of unfinished) await remove(folder, file)
      return unfinished.length
    },
  }
}

/** Folders that a removal leaves empty go with it: one that is gone before anything stands in it is made again. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return await work()
    } catch (error) {
      if (!isMissing(error) || attempt === MAX_ATTEMPTS) throw error
    }
  }
}
const MAX_ATTEMPTS = 20

type Unfinished = Pick<Required<Options>, 'freeBytes'> & {
  readonly folder: string
  readonly file: string
  readonly handle: FileHandle
  readonly onEnd: () => void
}

function createWriter({ folder, file, handle, freeBytes, onEnd }: Unfinished): BlobWriter {
  let state: 'writing' | 'committed' | 'ended' = 'writing'
  let length = 0
  let nextLook = 0
  let last: Promise<unknown> = Promise.resolve()

  async function discard(): Promise<void> {
    if (state !== 'writing') return
    state = 'ended'
    onEnd()
    await handle.close()
    await remove(folder, path.relative(folder, file + UNFINISHED))
  }
  async function append(chunk: Uint8Array): Promise<void> {
    if (state !== 'writing') throw new Error('The blob is already ended')
    try {
      if (length + chunk.length > nextLook) {
        if ((await freeBytes(folder)) < chunk.length + RESERVE_BYTES)
          throw new DiskFullError('The disk is as good as full; free space and try again')
        nextLook = length + LOOK_BYTES
      }
      await writeAll(handle, chunk, length)
      length += chunk.length
    } catch (error) {
      // A full disk gets its space back at once, and nobody can commit the torn part.
      await discard()
      throw error
    }
  }
  async function finish(): Promise<void> {
    if (state !== 'writing') throw new Error('The blob is already ended')
    try {
      await handle.sync()
      await rename(file + UNFINISHED, file)
      await syncFolders(path.dirname(file), folder)
    } catch (error) {
      await discard()
      throw error
    }
    state = 'committed'
    onEnd()
    await handle.close()
  }
  /** One after another, whatever became of those before: a failed write has set the state. */
  function queue<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work, work)
    last = result
    return result
  }

  return {
    write: (chunk) => queue(() => append(chunk)),
    async read(start, end) {
      if (state === 'writing') return readRange(handle, start, Math.min(end, length))
      const committed = await open(file, 'r')
      try {
        return await readRange(committed, start, Math.min(end, length))
      } finally {
        await committed.close()
      }
    },
    commit: () => queue(finish),
    abort: () => queue(discard),
  }
}

function openExclusive(file: string): Promise<FileHandle> {
  return open(file, 'wx+', 0o600)
}

async function askFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

/** `end` is at most where the file ends. */
async function readRange(handle: FileHandle, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  const length = Math.max(0, end - start)
  const buffer = into !== undefined && into.length >= length ? into.subarray(0, length) : Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** Without it a crash of the machine may forget the name although the file's bytes are on disk. New folders are names too. */
async function syncFolders(from: string, to: string): Promise<void> {
  for (const folder of foldersUpTo(from, to)) {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** `from` and its parents as far as `to`, deepest first. */
function foldersUpTo(from: string, to: string): string[] {
  return from === to ? [to] : [from, ...foldersUpTo(path.dirname(from), to)]
}

function fileOf(folder: string, name: string): string {
  const segments = name.split('/')
  if (segments.length > 4 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new RangeError('A blob name must be one to four segments of lower-case letters, digits and hyphens')
  }
  return path.join(folder, ...segments)
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Names relative to `folder`, unfinished ones with their ending. Reads only below the whole segments of `prefix`. */
async function filesUnder(folder: string, prefix: string): Promise<string[]> {
  if (!/^[a-z0-9/-]*$/.test(prefix)) throw new RangeError('A prefix must be of lower-case letters, digits, hyphens and slashes')
  const below = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const found: string[] = []
  try {
    for (const entry of await readdir(path.join(folder, below), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      const name = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')
      if (name.startsWith(prefix)) found.push(name)
    }
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return found
}

/** Unlinks a file and the folders that it leaves empty. */
async function remove(folder: string, name: string): Promise<void> {
  const file = path.join(folder, name)
  await rm(file, { force: true })
  for (const parent of foldersUpTo(path.dirname(file), folder)) {
    if (parent === folder) break
    try {
      await rmdir(parent)
    } catch {
      break // not empty, or another deletion was faster
    }
  }
}

function taken(name: string): Error {
  return Object.assign(new Error(`Cannot create blob "${name}": there is one already`), { code: 'EEXIST' })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
