import { randomBytes } from 'node:crypto'
import { decrypt, deriveKey, encrypt, NONCE_BYTES, TAG_BYTES } from './cipher.ts'
import { FORMAT_BYTES, formatHead, requireFormat } from './format.ts'
import { HEADER_BYTES, SALT_BYTES } from './frame-layout.ts'
import { SealBrokenError } from './seal-error.ts'

const FORMAT = { magic: 'FMSEG', version: 1 }
/** What a segment is longer than its plain bytes. */
export const SEGMENT_OVERHEAD = TAG_BYTES

type Sealing = { readonly key: Uint8Array; readonly sourceId: string }
export type SegmentSealer = {
  /** First bytes of the sealed whole: format and the salt of this attempt. */
  readonly header: Uint8Array
  /** Seals bytes of any length that will stand at `at`, counted from the first byte of the header. @throws {RangeError} unless places rise */
  seal(at: number, plain: Uint8Array): Uint8Array
}
export type SegmentOpener = {
  /** Opens what was sealed to stand at `at`. @throws {SealBrokenError} when it is not exactly that */
  open(at: number, sealed: Uint8Array): Uint8Array
}

/**
 * Seals pieces of different lengths that are opened one by one, such as columns: under HKDF(case key, random salt ‖ source id), as frames
 * are. The nonce is the place where a piece stands, which is authenticated with version and source. Which pieces there are must be
 * said elsewhere, under a seal of its own.
 * @throws {KeyDestroyedError}
 */
export function createSegmentSealer({ key, sourceId }: Sealing): SegmentSealer {
  const header = Buffer.concat([formatHead(FORMAT), randomBytes(SALT_BYTES)])
  const segmentKey = deriveSegmentKey(key, header, sourceId)
  let next = HEADER_BYTES
  return {
    header,
    seal(at, plain) {
      if (at < next) throw new RangeError('A segment must stand behind the one before it')
      next = at + plain.length + SEGMENT_OVERHEAD
      return encrypt(segmentBox(segmentKey, sourceId, at), plain)
    },
  }
}

/** Opens what {@link createSegmentSealer} sealed. @throws {SealBrokenError} for another header; @throws {KeyDestroyedError} */
export function createSegmentOpener({ key, sourceId, header }: Sealing & { readonly header: Uint8Array }): SegmentOpener {
  requireFormat(header, FORMAT)
  if (header.length !== HEADER_BYTES) throw new SealBrokenError('Cannot open segments: the header is cut')
  const segmentKey = deriveSegmentKey(key, header, sourceId)
  return { open: (at, sealed) => decrypt(segmentBox(segmentKey, sourceId, at), sealed) }
}

function deriveSegmentKey(key: Uint8Array, header: Uint8Array, sourceId: string): Uint8Array {
  return deriveKey(key, { salt: Buffer.concat([header.subarray(FORMAT_BYTES), Buffer.from(sourceId)]), purpose: 'segments' })
}

function segmentBox(key: Uint8Array, sourceId: string, at: number) {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeBigUInt64BE(BigInt(at), NONCE_BYTES - 8)
  return { key, nonce, associated: Buffer.concat([formatHead(FORMAT), nonce, Buffer.from(sourceId)]) }
}
