import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  readonly name: string
  readonly data: Uint8Array
  /** General purpose flags; 1 says encrypted. */
  readonly flags?: number
  /** Unix mode in the external attributes, 0o120777 for a link. */
  readonly mode?: number
  /** Points at the local header of this entry instead of its own, as overlapping bombs do. */
  readonly sameBytesAs?: number
}

/** A zip archive, hostile ones too. @see PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16 */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const offsets: number[] = []
  const directory: Buffer[] = []
  let length = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const packed = deflateRawSync(entry.data)
    const fields = commonFields(entry, packed.length, name.length)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, name, packed])
    const isAlias = entry.sameBytesAs !== undefined
    const offset = isAlias ? (offsets[entry.sameBytesAs] ?? 0) : length
    offsets.push(offset)
    if (!isAlias) {
      parts.push(local)
      length += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    // Made by Unix, so that the mode counts.
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), fields, tail, name]))
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(length, 16)
  return Buffer.concat([...parts, central, end])
}

/** The 26 bytes that a local header and a directory record have in common. */
function commonFields(entry: ZipEntry, packedBytes: number, nameBytes: number): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(entry.flags ?? 0, 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(crc32(entry.data), 10)
  fields.writeUInt32LE(packedBytes, 14)
  fields.writeUInt32LE(entry.data.length, 18)
  fields.writeUInt16LE(nameBytes, 22)
  return fields
}
