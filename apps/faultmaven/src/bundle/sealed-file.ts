import { randomUUID } from 'node:crypto'
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises'
import {
  createFrameOpener,
  createFrameSealer,
  FRAME_BYTES,
  HEADER_BYTES,
  keyOfPassphrase,
  PASSPHRASE_SALT_BYTES,
  SealBrokenError,
} from '@faultmaven/security'

const MAGIC = Buffer.from('FMBUN\u0001', 'latin1')
const TAG_BYTES = 16
/** The frames of a bundle are those of one source. */
const SOURCE_ID = 'bundle'

/** A sealed file that is not there yet: its bytes go to a temporary file beside it. */
export type SealedFile = {
  /** Writes all bytes, a frame of 1 MiB at a time, and gives the file its name. @throws {Error} when there is a file by now */
  readonly write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>
  /** Ends the work: of what was not written whole nothing is left. */
  readonly close: () => Promise<void>
}

/** Opens a file for writing that only the passphrase opens. @throws {Error} for a short passphrase, or a file that is there or cannot be made */
export async function openSealedFile(file: string, passphrase: string): Promise<SealedFile> {
  const { key, salt } = keyOfPassphrase(passphrase)
  if (await isThere(file)) throw new Error(`Cannot open "${file}": it exists already`)
  const temporary = `${file}.${randomUUID().slice(0, 8)}.part`
  const handle = await open(temporary, 'wx', 0o600).catch((cause: unknown) => {
    throw new Error(`Cannot write "${file}": its folder does not exist or may not be written`, { cause })
  })
  return {
    async write(chunks) {
      const sealer = createFrameSealer({ key, sourceId: SOURCE_ID })
      await handle.appendFile(Buffer.concat([MAGIC, salt, sealer.header]))
      let waiting: Buffer = Buffer.alloc(0)
      for await (const chunk of chunks) {
        waiting = Buffer.concat([waiting, chunk])
        for (; waiting.length > FRAME_BYTES; waiting = waiting.subarray(FRAME_BYTES)) {
          await handle.appendFile(sealer.seal(waiting.subarray(0, FRAME_BYTES), false))
        }
      }
      await handle.appendFile(sealer.seal(waiting, true))
      await handle.sync()
      await giveName(temporary, file)
    },
    async close() {
      await handle.close()
      await rm(temporary, { force: true })
    },
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

/**
 * Bytes of a sealed file, a frame at a time.
 * @throws {Error} for a file that is no bundle, or another passphrase: which of both frames cannot tell
 */
export async function* readSealedFile(file: string, passphrase: string): AsyncGenerator<Uint8Array> {
  const handle = await openFile(file)
  try {
    const { size } = await handle.stat()
    const head = await readAt(handle, 0, MAGIC.length + PASSPHRASE_SALT_BYTES + HEADER_BYTES)
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error(`"${file}" is no bundle of FaultMaven`)
    const { key } = keyOfPassphrase(passphrase, head.subarray(MAGIC.length, MAGIC.length + PASSPHRASE_SALT_BYTES))
    const opener = createFrameOpener({ key, sourceId: SOURCE_ID, header: head.subarray(MAGIC.length + PASSPHRASE_SALT_BYTES) })
    let at = head.length
    for (let number = 0; at < size; number += 1) {
      const sealed = await readAt(handle, at, Math.min(FRAME_BYTES + TAG_BYTES, size - at))
      at += sealed.length
      yield opener.open(number, sealed, at === size)
    }
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error
    throw new Error(`"${file}" cannot be opened: another passphrase sealed it, or it is damaged`, { cause: error })
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, at)
  return bytes.subarray(0, bytesRead)
}

function openFile(file: string): Promise<FileHandle> {
  return open(file).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it does not exist' : cause.message
    throw new Error(`Cannot open "${file}": ${why}`, { cause })
  })
}
