import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'

/** Owner and the time it takes a starting owner to write its name. */
const NAMING_TRIES = 20
const NAMING_PAUSE_MS = 50

export type Claim = {
  /** Gives the folder free; the end of the process does so too, however it ends. */
  readonly release: () => void
}

/** Another process runs on the folder. `pid` is 0 when it did not say its own within a second. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
  readonly pid: number

  constructor(folder: string, pid: number) {
    const owner = pid === 0 ? 'another process' : `the process ${pid}`
    super(`Cannot use the data folder "${folder}": ${owner} already runs on it; stop that one first or choose another folder`)
    this.pid = pid
  }
}

/**
 * Makes a data folder this process's own, making the folder (0700) if need be. The claim is a write lock of SQLite on `claim.db`, which the
 * operating system drops with the process: nothing is left to be taken over after kill -9, no pid is compared, and of two that start
 * together one gets it. `claim.pid` only names the owner to others. Never open `claim.db` from this process otherwise: closing
 * any handle on it drops POSIX locks.
 * @throws {DataFolderInUseError} when another process, or this one, has claimed it
 */
export async function claimDataFolder(folder: string): Promise<Claim> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pidFile = path.join(folder, 'claim.pid')
  const database = lock(path.join(folder, 'claim.db'))
  if (database === undefined) throw new DataFolderInUseError(folder, await readOwner(pidFile))
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  let released = false
  return {
    release() {
      if (released) return
      released = true
      rmSync(pidFile, { force: true })
      // close() alone leaves the lock until the handle is collected.
      database.exec('ROLLBACK')
      database.close()
    },
  }
}

/** The open transaction is the lock; it writes nothing, so nothing is to be recovered. */
function lock(file: string): Database.Database | undefined {
  const database = new Database(file)
  try {
    chmodSync(file, 0o600)
    database.pragma('busy_timeout = 0')
    database.exec('BEGIN IMMEDIATE')
    return database
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY')
}

/** Waits until the pid file names a live process: one that has just won may not have written it yet, and an older one may have left it. */
async function readOwner(pidFile: string): Promise<number> {
  for (let tries = 0; tries < NAMING_TRIES; tries++) {
    const pid = readPid(pidFile)
    if (pid !== undefined && isAlive(pid)) return pid
    await sleep(NAMING_PAUSE_MS)
  }
  return 0
}

function readPid(pidFile: string): number | undefined {
  try {
    const text = readFileSync(pidFile, 'utf8').trim()
    return /^\d{1,10}$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
