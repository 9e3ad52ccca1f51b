import { endianness } from 'node:os'
import type { Audience, VectorSpace } from './vectors.ts'

/** The vectors of one document, one after another, with the space that they lie in. */
export type StoredVectors = Audience & {
  readonly space: VectorSpace
  readonly key: string
  readonly data: Float32Array
}

/** Begins every block: what it is, and its version. */
const MAGIC = 'FMVECT01'
const ALIGNMENT = 4

/** `FMVECT01`, the length of the header in 4 bytes, the header as JSON padded with spaces to 4 bytes, the numbers; all little-endian. */
export function encodeVectors({ data, ...header }: StoredVectors): Uint8Array {
  const json = JSON.stringify(header)
  const length = Buffer.byteLength(json)
  const padded = Buffer.from(json + ' '.repeat((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(padded.length)
  return Buffer.concat([Buffer.from(MAGIC), size, padded, toLittleEndian(data)])
}

/** @returns undefined for what {@link encodeVectors} did not write, or not whole */
export function decodeVectors(value: Uint8Array): StoredVectors | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const start = MAGIC.length + 4
  if (bytes.length < start || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  const end = start + bytes.readUInt32LE(MAGIC.length)
  try {
    const header: Omit<StoredVectors, 'data'> = JSON.parse(bytes.toString('utf8', start, end))
    const data = fromLittleEndian(bytes.subarray(end))
    return data.length > 0 && data.length % header.space.dimension === 0 ? { ...header, data } : undefined
  } catch {
    return undefined
  }
}

function toLittleEndian(data: Float32Array): Buffer {
  const bytes = Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return endianness() === 'LE' ? bytes : bytes.swap32()
}

/** A copy: the numbers begin at no multiple of four, and live longer than the page that they were read with. */
function fromLittleEndian(bytes: Uint8Array): Float32Array {
  const copy = Buffer.from(bytes)
  if (endianness() !== 'LE') copy.swap32()
  return new Float32Array(Uint8Array.from(copy).buffer)
}
