import { SealBrokenError } from './seal-error.ts'

/** What every stored format starts with: five letters and one version byte. */
export type Format = { readonly magic: string; readonly version: number }
export const FORMAT_BYTES = 6

/** The six bytes at the head of a file or value. */
export function formatHead({ magic, version }: Format): Uint8Array {
  return Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from([version])])
}

/** @throws {SealBrokenError} when `bytes` are of another format, or of a version that this program does not know */
export function requireFormat(bytes: Uint8Array, format: Format): void {
  const head = Buffer.from(bytes.subarray(0, FORMAT_BYTES))
  if (head.toString('latin1', 0, FORMAT_BYTES - 1) !== format.magic) {
    throw new SealBrokenError(`Cannot read sealed bytes: they are not of the format ${format.magic}`)
  }
  if (head[FORMAT_BYTES - 1] !== format.version) {
    throw new SealBrokenError(`Cannot read sealed bytes: version ${head[FORMAT_BYTES - 1]} of ${format.magic} is not known here`)
  }
}
