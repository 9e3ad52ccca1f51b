import { inflateRaw } from './inflate.ts'
import { OpenError } from './open-error.ts'
import type { RandomAccess, ZipMember } from './read-zip.ts'
import { zipName } from './zip-name.ts'

const LOCAL_HEADER = Buffer.from('PK\u0003\u0004', 'latin1')
const LOCAL_HEADER_BYTES = 30
const SEARCH_BYTES = 1 << 20
const STREAMED = 0x08
const ENCRYPTED = 0x01

/** Marks looked at: more than an upload may hold members, and soon reached by a file of nothing but marks. */
const MAX_HEADERS = 100_000
/** A size that stands elsewhere, in the fields of zip64. */
const ELSEWHERE = 0xff_ff_ff_ff

/**
 * The members of a zip that lost its directory, by the headers in front of each: what a cut download still holds.
 * A header is believed when its fields are possible ones; a size that is not stated is the distance to the next header. Members never
 * share bytes: behind a stated size the search goes on at its end. Linear; at most 100 000 headers are looked at.
 * Ends with an {@link OpenError} `truncated`, or `limit` behind the last header looked at.
 */
export async function* readCutZip(source: RandomAccess): AsyncGenerator<ZipMember, void> {
  const window = createWindow(source)
  let looked = 0
  for (let at = await nextHeader(window, 0); at !== undefined;) {
    if ((looked += 1) > MAX_HEADERS) throw new OpenError('limit', `The zip archive has more than ${MAX_HEADERS} headers`)
    const header = await readHeader(window, at)
    const next = await nextHeader(window, Math.max(at + LOCAL_HEADER_BYTES, header?.statedEnd ?? 0))
    if (header !== undefined) yield toMember(source, header, next)
    at = next
  }
  throw new OpenError('truncated', 'The zip archive is cut: its directory is missing, so members were read one after another')
}

type Window = {
  readonly size: number
  /** The bytes from there on, at least `length` of them unless the source ends; what was read stays for the next question. */
  from(at: number, length: number): Promise<Buffer>
}

function createWindow(source: RandomAccess): Window {
  let start = 0
  let held = Buffer.alloc(0)
  return {
    size: source.size,
    async from(at, length) {
      const isHeld = at >= start && Math.min(at + length, source.size) <= start + held.length
      if (!isHeld) {
        held = Buffer.from(await source.read(at, Math.min(source.size, at + SEARCH_BYTES)))
        start = at
      }
      return held.subarray(at - start)
    },
  }
}

type Header = {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly dataStart: number
  /** Where its data ends by its own words; a streamed member states its size behind its data. */
  readonly statedEnd?: number
}

async function readHeader(window: Window, at: number): Promise<Header | undefined> {
  const fixed = await window.from(at, LOCAL_HEADER_BYTES)
  if (fixed.length < LOCAL_HEADER_BYTES) return undefined
  const flags = fixed.readUInt16LE(6)
  const nameLength = fixed.readUInt16LE(26)
  if (fixed.readUInt16LE(4) > 63 || nameLength === 0 || nameLength > 4096) return undefined
  const whole = await window.from(at, LOCAL_HEADER_BYTES + nameLength)
  const dataStart = at + LOCAL_HEADER_BYTES + nameLength + fixed.readUInt16LE(28)
  const packedBytes = fixed.readUInt32LE(18)
  return {
    name: zipName(flags, whole.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nameLength), []),
    flags,
    method: fixed.readUInt16LE(8),
    dataStart,
    ...((flags & STREAMED) !== 0 || packedBytes === ELSEWHERE ? {} : { statedEnd: dataStart + packedBytes }),
  }
}

function toMember(source: RandomAccess, header: Header, next: number | undefined): ZipMember {
  const { name, flags, method, dataStart } = header
  // A stored member whose end is not stated has none that can be told.
  const stated = header.statedEnd
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

async function nextHeader(window: Window, from: number): Promise<number | undefined> {
  for (let at = from; at < window.size;) {
    const bytes = await window.from(at, LOCAL_HEADER.length)
    const found = bytes.indexOf(LOCAL_HEADER)
    if (found >= 0) return at + found
    // Windows overlap by the mark's length, so that none is missed between two.
    at += Math.max(1, bytes.length - LOCAL_HEADER.length + 1)
  }
  return undefined
}
