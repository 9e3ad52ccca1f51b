import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Checksum of a block: what it is, and whether the stated one is the same. */
export type XzCheck = {
  /** Length of the stated checksum. */
  readonly bytes: number
  update(bytes: Uint8Array): void
  matches(stated: Uint8Array): boolean
}

/** The checks of the xz format by their number; one that we do not know is read over, as the format asks. */
export function createXzCheck(type: number): XzCheck {
  if (type === 1) return createCrc32()
  if (type === 4) return createCrc64()
  if (type === 10) return createSha256()
  return { bytes: type === 0 ? 0 : 4 << Math.floor((type - 1) / 3), update() {}, matches: () => true }
}

function createCrc32(): XzCheck {
  let value = 0
  return {
    bytes: 4,
    update(bytes) {
      value = crc32(bytes, value)
    },
    matches: (stated) => Buffer.from(stated).readUInt32LE(0) === value,
  }
}

function createSha256(): XzCheck {
  const hash = createHash('sha256')
  return { bytes: 32, update: (bytes) => void hash.update(bytes), matches: (stated) => hash.digest().equals(stated) }
}

/** CRC-64 of ECMA-182, reflected, in two halves of 32 bits: BigInt is a hundred times slower. */
function createCrc64(): XzCheck {
  let low = 0xffffffff
  let high = 0xffffffff
  return {
    bytes: 8,
    update(bytes) {
      for (let index = 0; index < bytes.length; index++) {
        const entry = ((bytes[index] ?? 0) ^ low) & 0xff
        const shifted = (low >>> 8) | (high << 24)
        low = shifted ^ (CRC64_LOW[entry] ?? 0)
        high = (high >>> 8) ^ (CRC64_HIGH[entry] ?? 0)
      }
    },
    matches: (stated) => {
      const view = Buffer.from(stated)
      return view.readUInt32LE(0) === ~low >>> 0 && view.readUInt32LE(4) === ~high >>> 0
    },
  }
}

const CRC64_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ 0xc96c5795d7870f42n : value >> 1n
  return value
})
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (value) => Number(value & 0xffffffffn))
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (value) => Number(value >> 32n))
