import { randomBytes } from 'node:crypto'
import { decrypt, decryptInto, deriveKey, encrypt, NONCE_BYTES } from './cipher.ts'
import { FORMAT_BYTES, formatHead, requireFormat } from './format.ts'
import { FRAME_BYTES, HEADER_BYTES, SALT_BYTES } from './frame-layout.ts'
import { SealBrokenError } from './seal-error.ts'

const FORMAT = { magic: 'FMFRM', version: 1 }

export type FrameSealer = {
  /** First bytes of the sealed source: format and the salt of this attempt. */
  readonly header: Uint8Array
  /** Seals the next frame. Every chunk but the last has {@link FRAME_BYTES}. @throws {RangeError} for another size or after the last */
  seal(chunk: Uint8Array, isLast: boolean): Uint8Array
}
export type FrameOpener = {
  /** Opens frame `number` (from 0). @throws {SealBrokenError} when it is not exactly that frame of this source */
  open(number: number, sealed: Uint8Array, isLast: boolean): Uint8Array
  /** The same into the caller's {@link FRAME_BYTES}. @returns how many bytes the frame has @throws {SealBrokenError} */
  openInto(into: Uint8Array, number: number, sealed: Uint8Array, isLast: boolean): number
}

/**
 * Seals a source in frames of 1 MiB under HKDF(case key, random salt ‖ source id), so that a repeated upload never reuses a
 * key with a nonce. The nonce is the frame number; version, source, number and last-frame flag are authenticated.
 * @throws {KeyDestroyedError}
 */
export function createFrameSealer({ key, sourceId }: { readonly key: Uint8Array; readonly sourceId: string }): FrameSealer {
  const header = Buffer.concat([formatHead(FORMAT), randomBytes(SALT_BYTES)])
  const frameKey = deriveFrameKey(key, header, sourceId)
  let next = 0
  let ended = false
  return {
    header,
    seal(chunk, isLast) {
      if (ended) throw new RangeError('Cannot seal a frame after the last')
      if (chunk.length > FRAME_BYTES || (!isLast && chunk.length < FRAME_BYTES)) {
        throw new RangeError(`A frame must have ${FRAME_BYTES} bytes, only the last may have fewer`)
      }
      ended = isLast
      return encrypt(frameBox(frameKey, sourceId, next++, isLast), chunk)
    },
  }
}

/** Opens what {@link createFrameSealer} sealed, frames in any order. @throws {SealBrokenError} for another header; @throws {KeyDestroyedError} */
export function createFrameOpener({
  key,
  sourceId,
  header,
}: {
  readonly key: Uint8Array
  readonly sourceId: string
  readonly header: Uint8Array
}): FrameOpener {
  requireFormat(header, FORMAT)
  if (header.length !== HEADER_BYTES) throw new SealBrokenError('Cannot open frames: the header is cut')
  const frameKey = deriveFrameKey(key, header, sourceId)
  return {
    open: (number, sealed, isLast) => decrypt(frameBox(frameKey, sourceId, number, isLast), sealed),
    openInto: (into, number, sealed, isLast) => decryptInto(into, frameBox(frameKey, sourceId, number, isLast), sealed),
  }
}

function deriveFrameKey(key: Uint8Array, header: Uint8Array, sourceId: string): Uint8Array {
  return deriveKey(key, { salt: Buffer.concat([header.subarray(FORMAT_BYTES), Buffer.from(sourceId)]), purpose: 'frames' })
}

function frameBox(key: Uint8Array, sourceId: string, number: number, isLast: boolean) {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeBigUInt64BE(BigInt(number), NONCE_BYTES - 8)
  // Source ids may have any length: what follows the fixed part is the id and nothing else.
  const associated = Buffer.concat([formatHead(FORMAT), nonce, Buffer.from([isLast ? 1 : 0]), Buffer.from(sourceId)])
  return { key, nonce, associated }
}
