import { createFrameSealer, FRAME_BYTES, keyOfPassphrase } from '@faultmaven/security'
import { MAGIC, SOURCE_ID } from './sealed-layout.ts'

/**
 * The bytes sealed so that only the passphrase opens them, while they come: magic, salt, then frames of 1 MiB. Holds one frame.
 * @throws {RangeError} for a short passphrase, before anything is sealed
 */
export async function* sealBundle(plain: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array, void> {
  const { key, salt } = await keyOfPassphrase(passphrase)
  const sealer = createFrameSealer({ key, sourceId: SOURCE_ID })
  yield Buffer.concat([MAGIC, salt, sealer.header])
  const frame = Buffer.alloc(FRAME_BYTES)
  let filled = 0
  for await (const chunk of plain) {
    for (let at = 0; at < chunk.length;) {
      // A full frame waits for the next byte: only then is it known not to be the last.
      if (filled === FRAME_BYTES) {
        yield sealer.seal(frame, false)
        filled = 0
      }
      const length = Math.min(FRAME_BYTES - filled, chunk.length - at)
      frame.set(chunk.subarray(at, at + length), filled)
      filled += length
      at += length
    }
  }
  yield sealer.seal(frame.subarray(0, filled), true)
  frame.fill(0)
}
