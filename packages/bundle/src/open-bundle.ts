import {
  createFrameOpener,
  FRAME_BYTES,
  HEADER_BYTES,
  keyOfPassphrase,
  PASSPHRASE_SALT_BYTES,
  SealBrokenError,
} from '@faultmaven/security'
import { createByteSource } from './byte-source.ts'
import { MAGIC, SOURCE_ID, TAG_BYTES } from './sealed-layout.ts'

const HEAD_BYTES = MAGIC.length + PASSPHRASE_SALT_BYTES + HEADER_BYTES

/**
 * The bytes that {@link sealBundle} sealed, a frame at a time.
 * @throws {Error} for a file that is no bundle, or another passphrase: which of both frames cannot tell
 */
export async function* openBundle(sealed: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array, void> {
  const bytes = createByteSource(sealed)
  try {
    const head = await bytes.readUpTo(HEAD_BYTES)
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('It is no bundle of FaultMaven')
    const { key } = await keyOfPassphrase(passphrase, head.subarray(MAGIC.length, MAGIC.length + PASSPHRASE_SALT_BYTES))
    const opener = createFrameOpener({ key, sourceId: SOURCE_ID, header: head.subarray(MAGIC.length + PASSPHRASE_SALT_BYTES) })
    for (let number = 0, isLast = false; !isLast; number += 1) {
      const frame = await bytes.readUpTo(FRAME_BYTES + TAG_BYTES)
      isLast = await bytes.isAtEnd()
      yield opener.open(number, frame, isLast)
    }
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error
    throw new Error('It cannot be opened: another passphrase sealed it, or it is damaged', { cause: error })
  } finally {
    await bytes.close()
  }
}
