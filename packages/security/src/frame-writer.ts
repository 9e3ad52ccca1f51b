import { createFrameSealer } from './frames.ts'
import { FRAME_BYTES } from './frame-layout.ts'

export type FrameWriter = {
  /** Takes bytes in pieces of any size. @returns sealed bytes that are ready to be stored, in order; often none */
  push(chunk: Uint8Array): Uint8Array[]
  /** Seals what is left as the last frame; without it a source never opens as whole. */
  end(): Uint8Array[]
}

/** Cuts a stream into frames and seals them; holds at most one frame. The first answer begins with the header. @throws {KeyDestroyedError} */
export function createFrameWriter(options: { readonly key: Uint8Array; readonly sourceId: string }): FrameWriter {
  const sealer = createFrameSealer(options)
  let pending = [sealer.header]
  const frame = Buffer.allocUnsafe(FRAME_BYTES)
  let filled = 0

  function take(): Uint8Array[] {
    const ready = pending
    pending = []
    return ready
  }
  return {
    push(chunk) {
      let offset = 0
      while (offset < chunk.length) {
        // A full frame waits for the next byte: only then is it known not to be the last.
        if (filled === FRAME_BYTES) {
          pending.push(sealer.seal(frame, false))
          filled = 0
        }
        const length = Math.min(FRAME_BYTES - filled, chunk.length - offset)
        frame.set(chunk.subarray(offset, offset + length), filled)
        filled += length
        offset += length
      }
      return take()
    },
    end() {
      pending.push(sealer.seal(frame.subarray(0, filled), true))
      frame.fill(0)
      return take()
    },
  }
}
