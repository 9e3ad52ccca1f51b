import { Readable } from 'node:stream'
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { crc32 } from 'node:zlib'
import type { Bytes } from './byte-reader.ts'
import { inflateRaw } from './inflate.ts'
import { OpenError } from './open-error.ts'
import { zipName } from './zip-name.ts'

/** Bytes that can be read anywhere, as the directory at the end of a zip needs. */
export type RandomAccess = {
  readonly size: number
  /** Bytes `[start, end)`. */
  read(start: number, end: number): Promise<Uint8Array>
}

export type ZipMember = {
  readonly name: string
  readonly type: 'file' | 'folder' | 'link' | 'device'
  /** Why its bytes cannot be read, before trying. */
  readonly refused?: string
  readonly packedBytes: number
  /** Fails with an {@link OpenError} after what could be read. */
  readonly bytes: Bytes
}

const READ_BYTES = 256 * 1024
const STORED = 0
const DEFLATED = 8

/**
 * The members of a zip (zip64 too) in the order of its directory. Members whose bytes overlap are refused: no archiver makes
 * them, and one kernel of data shared by all members is how the strongest zip bombs work.
 * @throws {OpenError} `corrupt` when the directory cannot be read on
 * @see David Fifield, "A better zip bomb", WOOT 2019
 */
export async function* readZip(source: RandomAccess): AsyncGenerator<ZipMember, void> {
  const zip = await openZip(source)
  const extents = createExtents()
  try {
    for (;;) {
      const entry = await nextEntry(zip)
      if (entry === undefined) return
      yield toMember(entry, { zip, source, isFresh: extents.add(entry) })
    }
  } finally {
    zip.close()
  }
}

class SealedReader extends RandomAccessReader {
  readonly #source: RandomAccess
  constructor(source: RandomAccess) {
    super()
    this.#source = source
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(range(this.#source, start, end), { objectMode: false })
  }
  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    void this.#fill(buffer.subarray(offset, offset + length), position).then((error) => setImmediate(callback, error))
  }
  async #fill(target: Buffer, position: number): Promise<Error | null> {
    try {
      const bytes = await this.#source.read(position, position + target.length)
      target.set(bytes)
      return bytes.length < target.length ? new Error('unexpected end') : null
    } catch (error) {
      return error instanceof Error ? error : new Error('unreadable', { cause: error })
    }
  }
}

function openZip(source: RandomAccess): Promise<ZipFile> {
  // Names stay bytes here: the library ends the archive at the first bad one, we refuse that member and go on.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false } as const
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new SealedReader(source), source.size, options, (error, zip) =>
      error === null ? resolve(zip) : reject(damaged(error)),
    )
  })
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    function settle(done: () => void): void {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error')
      done()
    }
    zip.once('entry', (entry: Entry) => settle(() => resolve(entry)))
    zip.once('end', () => settle(() => resolve(undefined)))
    zip.once('error', (error: Error) => settle(() => reject(damaged(error))))
    zip.readEntry()
  })
}

type Place = { readonly zip: ZipFile; readonly source: RandomAccess; readonly isFresh: boolean }

function toMember(entry: Entry, { zip, source, isFresh }: Place): ZipMember {
  const name = zipName(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields)
  const refused = refusal(entry, isFresh)
  return {
    name,
    type: typeOf(entry, name),
    ...(refused === undefined ? {} : { refused }),
    packedBytes: entry.compressedSize,
    bytes: memberBytes(entry, zip, source),
  }
}

function refusal(entry: Entry, isFresh: boolean): string | undefined {
  if ((entry.generalPurposeBitFlag & 1) !== 0) return 'encrypted'
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    return 'packed by a method that is not supported'
  return isFresh ? undefined : 'shares its bytes with another member'
}

/** Unix archivers keep the file's mode in the upper half of the external attributes. */
function typeOf(entry: Entry, name: string): ZipMember['type'] {
  const kind = (entry.externalFileAttributes >>> 28) & 0xf
  if (kind === 0xa) return 'link'
  if (kind === 0x4 || name.endsWith('/')) return 'folder'
  return kind === 0 || kind === 0x8 ? 'file' : 'device'
}

async function* memberBytes(entry: Entry, zip: ZipFile, source: RandomAccess): AsyncGenerator<Uint8Array, void> {
  const start = await dataStart(zip, entry)
  const packed = range(source, start, start + entry.compressedSize)
  let bytes = 0
  let checksum = 0
  for await (const chunk of entry.compressionMethod === STORED ? packed : inflateRaw(packed)) {
    bytes += chunk.length
    checksum = crc32(chunk, checksum)
    yield chunk
  }
  if (bytes !== entry.uncompressedSize || checksum !== entry.crc32) {
    throw new OpenError('corrupt', 'The member does not match its checksum')
  }
}

function dataStart(zip: ZipFile, entry: Entry): Promise<number> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (error, header) =>
      error === null ? resolve(header.fileDataStart) : reject(damaged(error)),
    )
  })
}

async function* range(source: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; at += READ_BYTES) {
    const chunk = await source.read(at, Math.min(end, at + READ_BYTES))
    if (chunk.length === 0) throw new OpenError('truncated', 'The archive ends in the middle of this member')
    yield chunk
  }
}

/** Ranges of the archive that members take up, sorted; directories list them in order, so adding is mostly appending. */
function createExtents() {
  const taken: { readonly start: number; readonly end: number }[] = []
  return {
    /** @returns false when the entry shares bytes with an earlier one */
    add(entry: Entry): boolean {
      const start = entry.relativeOffsetOfLocalHeader
      // 30 is the fixed part of a local header.
      const end = start + 30 + entry.fileNameLength + entry.compressedSize
      let at = taken.length
      while (at > 0 && (taken[at - 1]?.start ?? 0) > start) at--
      if ((taken[at - 1]?.end ?? 0) > start || (taken[at]?.start ?? Infinity) < end) return false
      taken.splice(at, 0, { start, end })
      return true
    },
  }
}

function damaged(cause: unknown): OpenError {
  if (cause instanceof OpenError) return cause
  return new OpenError('corrupt', 'The zip archive is damaged or cut: its directory cannot be read', { cause })
}
