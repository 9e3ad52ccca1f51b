import { open, type FileHandle } from 'node:fs/promises'

/** Files that are read often stay open this long after their last read, and so many at most. */
const IDLE_MS = 1000
const MAX_IDLE = 16

export type OpenFile = { readonly handle: FileHandle; readonly size: number }
type Opened = { readonly file: Promise<OpenFile>; users: number; usedAt: number; isForgotten: boolean }

/**
 * Opens files for reading and keeps them open for the next read: opening and closing costs four times what reading 64 KiB does.
 * For files that do not change once they are there.
 */
export function createOpenFiles() {
  const files = new Map<string, Opened>()
  let sweep: NodeJS.Timeout | undefined

  async function close({ file }: Opened): Promise<void> {
    // Where opening failed, whoever asked was told.
    await (await file.catch(() => undefined))?.handle.close()
  }
  function forget(path: string, opened: Opened): void {
    if (files.get(path) === opened) files.delete(path)
    if (opened.isForgotten) return
    opened.isForgotten = true
    if (opened.users === 0) void close(opened)
  }
  /** The longest unused first. */
  function closeIdle(): void {
    clearTimeout(sweep)
    const idle = [...files].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt)
    const old = idle.filter(([, { usedAt }], place) => idle.length - place > MAX_IDLE || performance.now() - usedAt >= IDLE_MS)
    for (const [path, opened] of old) forget(path, opened)
    sweep = files.size > 0 ? setTimeout(closeIdle, IDLE_MS).unref() : undefined
  }
  return {
    /** @throws {Error} `ENOENT` when there is no such file */
    async use<T>(path: string, work: (file: OpenFile) => Promise<T>): Promise<T> {
      const opened = files.get(path) ?? { file: openFile(path), users: 0, usedAt: 0, isForgotten: false }
      files.set(path, opened)
      opened.users++
      try {
        return await work(await opened.file)
      } catch (error) {
        forget(path, opened)
        throw error
      } finally {
        opened.users--
        opened.usedAt = performance.now()
        if (opened.isForgotten && opened.users === 0) void close(opened)
        else if (files.size > MAX_IDLE) closeIdle()
        else sweep ??= setTimeout(closeIdle, IDLE_MS).unref()
      }
    },
    /** Closes a file that is about to be removed, once those who read it are done. */
    forget(path: string): void {
      const opened = files.get(path)
      if (opened !== undefined) forget(path, opened)
    },
  }
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'r')
  try {
    return { handle, size: (await handle.stat()).size }
  } catch (error) {
    await handle.close()
    throw error
  }
}
