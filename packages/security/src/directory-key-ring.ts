import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { KEY_BYTES } from './cipher.ts'
import { readKeyFile, shredFile, syncFolder, UNFINISHED, writeKeyFile } from './key-file.ts'
import { isKeyName, type KeyRing, requireKeyName } from './key-ring.ts'
import { destroyKey } from './derived-keys.ts'
import { SealBrokenError } from './seal-error.ts'
import { newMasterFile, readMasterFile, unwrapKey, wrapKey } from './wrapped-key.ts'

const MASTER = 'master'
const KEY_ENDING = '.key'
/** A key on its way out has this ending, so that a start finishes what a kill cut short. */
const DOOMED_ENDING = '.doomed'

/**
 * A {@link KeyRing} in a folder (0700): the master key, made at the first start, and one wrapped key file a case, all 0600.
 * One process at a time. No key is derived from another, so a destroyed one cannot be made again.
 * @throws {SealBrokenError} when case keys are there but the master key is gone or damaged
 */
export async function createKeyRing(folder: string): Promise<KeyRing> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await finishInterrupted(folder)
  const master = await loadMaster(folder)
  const cached = new Map<string, Uint8Array>()
  const inTurn = createTurns()
  const fileOf = (caseId: string) => path.join(folder, requireKeyName(caseId) + KEY_ENDING)

  async function load(caseId: string): Promise<Uint8Array | undefined> {
    const known = cached.get(caseId)
    if (known) return known
    const wrapped = await readKeyFile(fileOf(caseId))
    if (!wrapped) return undefined
    const key = unwrapKey(master, caseId, wrapped)
    cached.set(caseId, key)
    return key
  }
  async function make(caseId: string): Promise<Uint8Array> {
    const key = randomBytes(KEY_BYTES)
    await writeKeyFile(fileOf(caseId), wrapKey(master, caseId, key))
    cached.set(caseId, key)
    return key
  }
  async function destroy(caseId: string): Promise<boolean> {
    const held = cached.get(caseId)
    if (held) destroyKey(held)
    cached.delete(caseId)
    if (!(await readKeyFile(fileOf(caseId)))) return false
    await shredKey(folder, caseId)
    return true
  }

  return {
    create: (caseId) => inTurn(async () => (await load(caseId)) ?? make(caseId)),
    get: async (caseId) => cached.get(caseId) ?? inTurn(() => load(caseId)),
    has: async (caseId) => cached.has(caseId) || (await readKeyFile(fileOf(caseId))) !== undefined,
    destroy: (caseId) => inTurn(() => destroy(caseId)),
    list: () => keyNames(folder),
  }
}

/** Renamed first: from then on the key is gone for good, even if the process dies in the middle of overwriting. */
async function shredKey(folder: string, caseId: string): Promise<void> {
  const doomed = path.join(folder, caseId + DOOMED_ENDING)
  await rename(path.join(folder, caseId + KEY_ENDING), doomed)
  await syncFolder(folder)
  await shredFile(doomed)
}

async function finishInterrupted(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(DOOMED_ENDING) || name.endsWith(UNFINISHED)) await shredFile(path.join(folder, name))
  }
}

async function loadMaster(folder: string): Promise<Uint8Array> {
  const file = path.join(folder, MASTER)
  const stored = await readKeyFile(file)
  if (stored) {
    await chmod(file, 0o600)
    return readMasterFile(stored)
  }
  if ((await keyNames(folder)).length > 0) {
    throw new SealBrokenError(
      `Cannot start: "${file}" is missing but keys of cases are there; restore it, or remove them to give the cases up`,
    )
  }
  const made = newMasterFile()
  await writeKeyFile(file, made)
  await syncFolder(path.dirname(folder))
  return readMasterFile(made)
}

async function keyNames(folder: string): Promise<string[]> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith(KEY_ENDING))
    .map((name) => name.slice(0, -KEY_ENDING.length))
  return names.filter(isKeyName).sort()
}

/** Runs one piece of work at a time, in the order asked. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result
    return result
  }
}
