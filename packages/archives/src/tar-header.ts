export type TarHeader = {
  readonly name: string
  readonly size: number
  /** POSIX type flag as a character; '\0' reads as '0'. */
  readonly type: string
}

export const TAR_BLOCK_BYTES = 512
const ENCODER_SPACE = 0x20

/** True when a block carries the checksum of a tar header, which holds for every dialect since 1979. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK_BYTES || block[0] === 0) return false
  const stated = readNumber(block, 148, 8)
  let sum = 0
  for (let index = 0; index < TAR_BLOCK_BYTES; index++) {
    sum += index >= 148 && index < 156 ? ENCODER_SPACE : (block[index] ?? 0)
  }
  return sum === stated
}

/**
 * Reads one header block of ustar, pax, GNU or v7 tar.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"
 */
export function readTarHeader(block: Uint8Array): TarHeader {
  const magic = text(block, 257, 8)
  // Only ustar proper has a prefix; GNU's old format keeps times there.
  const prefix = magic.startsWith('ustar\0') || magic === 'ustar' ? text(block, 345, 155) : ''
  const name = text(block, 0, 100)
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0x30)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: readNumber(block, 124, 12),
    // v7 marks a folder by a slash at the end of its name.
    type: type === '0' && name.endsWith('/') ? '5' : type,
  }
}

/** Text up to the first NUL. */
function text(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
}

/** Octal digits, or GNU's base 256 for sizes from 8 GiB; NaN when neither. */
function readNumber(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0
  if (first === 0x80) {
    let value = 0
    for (let index = start + 1; index < start + length; index++) value = value * 256 + (block[index] ?? 0)
    return value
  }
  const digits = text(block, start, length).trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits === '' ? '0' : digits, 8) : Number.NaN
}
