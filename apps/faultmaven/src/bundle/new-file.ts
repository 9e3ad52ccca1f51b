import { link, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** A file that is not there yet: its bytes go to a temporary file beside it. */
export type NewFile = {
  /** Writes all bytes and gives the file its name. @throws {Error} when there is a file by now */
  readonly write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>
  /** Ends the work: of what was not written whole nothing is left. */
  readonly close: () => Promise<void>
}

/**
 * Opens a file that only this user can read, and removes what processes that were killed left of it.
 * @throws {Error} for a file that is there or cannot be made
 */
export async function openNewFile(file: string): Promise<NewFile> {
  if (await isThere(file)) throw new Error(`Cannot write "${file}": it exists already`)
  await removeLeftovers(file)
  const temporary = `${file}.${process.pid}.part`
  const handle = await open(temporary, 'wx', 0o600).catch((cause: unknown) => {
    throw new Error(`Cannot write "${file}": its folder does not exist or may not be written`, { cause })
  })
  return {
    async write(chunks) {
      for await (const chunk of chunks) await handle.appendFile(chunk)
      await handle.sync()
      await giveName(temporary, file)
    },
    async close() {
      await handle.close()
      await rm(temporary, { force: true })
    },
  }
}

/** Temporary files carry the id of their process: those of processes that are gone are nobody's. */
async function removeLeftovers(file: string): Promise<void> {
  const { dir, base } = path.parse(path.resolve(file))
  for (const name of await readdir(dir).catch(() => [])) {
    const pid = name.startsWith(`${base}.`) ? /^(\d+)\.part$/.exec(name.slice(base.length + 1))?.[1] : undefined
    if (pid !== undefined && !isRunning(Number(pid))) await rm(path.join(dir, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // One of another user may not be asked, so it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A link is never made over a file, as a new name would be; some file systems have none. */
async function giveName(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file)
  } catch (cause) {
    if (await isThere(file)) throw new Error(`Cannot write "${file}": it exists by now`, { cause })
    await rename(temporary, file)
  }
}

function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}
