import { open, type FileHandle } from 'node:fs/promises'
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

/** Writes bytes to a file that only the passphrase opens, a frame of 1 MiB at a time. Never over a file that is there. */
export async function writeSealedFile(file: string, passphrase: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const { key, salt } = keyOfPassphrase(passphrase)
  const sealer = createFrameSealer({ key, sourceId: SOURCE_ID })
  const handle = await openFile(file, 'wx', 0o600)
  try {
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
  } finally {
    await handle.close()
  }
}

/**
 * Bytes of a sealed file, a frame at a time.
 * @throws {Error} for a file that is no bundle, or another passphrase: which of both frames cannot tell
 */
export async function* readSealedFile(file: string, passphrase: string): AsyncGenerator<Uint8Array> {
  const handle = await openFile(file, 'r')
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

function openFile(file: string, flags: string, mode?: number): Promise<FileHandle> {
  return open(file, flags, mode).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'it exists already' : cause.code === 'ENOENT' ? 'it does not exist' : cause.message
    throw new Error(`Cannot open "${file}": ${why}`, { cause })
  })
}
