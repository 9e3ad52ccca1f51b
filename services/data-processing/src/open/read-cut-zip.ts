import { inflateRaw } from './inflate.ts'
import { OpenError } from './open-error.ts'
import type { RandomAccess, ZipMember } from './read-zip.ts'
import { zipName } from './zip-name.ts'

const LOCAL_HEADER = Buffer.from('PK\u0003\u0004', 'latin1')
const LOCAL_HEADER_BYTES = 30
const SEARCH_BYTES = 1 << 20
const STREAMED = 0x08
const ENCRYPTED = 0x01

/**
 * The members of a zip that lost its directory, by the headers in front of each: what a cut download still holds.
 * A header is believed when its fields are possible ones; sizes are taken from the distance to the next header.
 * Ends with an {@link OpenError} `truncated`.
 */
export async function* readCutZip(source: RandomAccess): AsyncGenerator<ZipMember, void> {
  for (let at = await nextHeader(source, 0); at !== undefined;) {
    const header = await readHeader(source, at)
    const next = await nextHeader(source, at + LOCAL_HEADER_BYTES)
    if (header !== undefined) yield toMember(source, header, next)
    at = next
  }
  throw new OpenError('truncated', 'The zip archive is cut: its directory is missing, so members were read one after another')
}

type Header = {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly packedBytes: number
  readonly dataStart: number
}

async function readHeader(source: RandomAccess, at: number): Promise<Header | undefined> {
  const fixed = Buffer.from(await source.read(at, at + LOCAL_HEADER_BYTES))
  if (fixed.length < LOCAL_HEADER_BYTES) return undefined
  const flags = fixed.readUInt16LE(6)
  const method = fixed.readUInt16LE(8)
  const nameLength = fixed.readUInt16LE(26)
  if (fixed.readUInt16LE(4) > 63 || nameLength === 0 || nameLength > 4096) return undefined
  const nameStart = at + LOCAL_HEADER_BYTES
  const name = Buffer.from(await source.read(nameStart, nameStart + nameLength))
  return {
    name: zipName(flags, name, []),
    flags,
    method,
    packedBytes: fixed.readUInt32LE(18),
    dataStart: nameStart + nameLength + fixed.readUInt16LE(28),
  }
}

function toMember(source: RandomAccess, header: Header, next: number | undefined): ZipMember {
  const { name, flags, method, dataStart } = header
  // A streamed member states its size behind its data; a stored one then has no end that can be told.
  const stated = (flags & STREAMED) === 0 ? dataStart + header.packedBytes : undefined
  const end = Math.min(stated ?? next ?? source.size, source.size)
  const isCut = stated === undefined ? next === undefined : stated > source.size
  const refused =
    (flags & ENCRYPTED) !== 0
      ? 'encrypted'
      : method === 8 || (method === 0 && stated !== undefined)
        ? undefined
        : 'packed by a method that is not supported'
  return {
    name,
    type: name.endsWith('/') ? 'folder' : 'file',
    ...(refused === undefined ? {} : { refused }),
    packedBytes: Math.max(0, end - dataStart),
    bytes: memberBytes({ source, start: dataStart, end, isDeflated: method === 8, isCut }),
  }
}

type Extent = {
  readonly source: RandomAccess
  readonly start: number
  readonly end: number
  readonly isDeflated: boolean
  readonly isCut: boolean
}

async function* memberBytes({ source, start, end, isDeflated, isCut }: Extent): AsyncGenerator<Uint8Array, void> {
  const packed = range(source, start, end)
  yield* isDeflated ? inflateRaw(packed) : packed
  if (isCut && !isDeflated) throw new OpenError('truncated', 'The archive ends in the middle of this member')
}

async function* range(source: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; at += SEARCH_BYTES) yield await source.read(at, Math.min(end, at + SEARCH_BYTES))
}

async function nextHeader(source: RandomAccess, from: number): Promise<number | undefined> {
  // Windows overlap by the mark's length, so that none is missed between two.
  for (let at = from; at < source.size; at += SEARCH_BYTES - LOCAL_HEADER.length) {
    const found = Buffer.from(await source.read(at, Math.min(source.size, at + SEARCH_BYTES))).indexOf(LOCAL_HEADER)
    if (found >= 0) return at + found
  }
  return undefined
}
