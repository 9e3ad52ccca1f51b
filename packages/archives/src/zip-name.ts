import { isUtf8 } from 'node:buffer'
import { getFileNameLowLevel, type ExtraField } from 'yauzl'

/** A member's name: many archivers write UTF-8 without saying so; what is no UTF-8 is code page 437, as the format has it. */
export function zipName(flags: number, raw: Buffer, extraFields: ExtraField[]): string {
  return isUtf8(raw) ? raw.toString('utf8') : getFileNameLowLevel(flags, raw, extraFields, false)
}
