import type { ByteReader, Bytes } from './byte-reader.ts'
import { OpenError } from './open-error.ts'
import { isTarHeader, readTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.ts'

export type TarMember = {
  readonly name: string
  readonly type: 'file' | 'folder' | 'link' | 'device' | 'sparse' | 'other'
  /** May be read once, before the next member is asked for; what is left unread is passed over. */
  readonly bytes: Bytes
}

const TYPES: Readonly<Record<string, TarMember['type']>> = {
  '0': 'file',
  '7': 'file',
  '5': 'folder',
  '1': 'link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '6': 'device',
  S: 'sparse',
}
/** Longest name or attribute record that is read; real ones stay under 64 KiB. */
const MAX_ATTRIBUTE_BYTES = 1 << 20

/**
 * The members of a tar stream in order, ustar, pax and GNU long names alike. A damaged header does not end the archive:
 * blocks are passed over to the next sound header and `onDamage` is told how many bytes were lost.
 * @throws {OpenError} `truncated` when the stream ends within a member
 */
export async function* readTar(reader: ByteReader, onDamage: (bytes: number) => void): AsyncGenerator<TarMember, void> {
  let attributes: Attributes = {}
  let global: Attributes = {}
  for (;;) {
    const header = await nextHeader(reader, onDamage)
    if (header === undefined) return
    if ('LKxg'.includes(header.type)) {
      const body = await takeAttributes(reader, header)
      if (header.type === 'L') attributes = { ...attributes, path: trimNul(body) }
      if (header.type === 'x') attributes = { ...attributes, ...readPax(body) }
      if (header.type === 'g') global = { ...global, ...readPax(body) }
      continue
    }
    const member = { ...global, ...attributes }
    attributes = {}
    yield* oneMember(reader, header, member)
  }
}

type Attributes = { readonly path?: string; readonly size?: number; readonly sparse?: boolean }

async function* oneMember(reader: ByteReader, header: TarHeader, attributes: Attributes): AsyncGenerator<TarMember, void> {
  const size = attributes.size ?? header.size
  if (!Number.isSafeInteger(size) || size < 0) throw new OpenError('corrupt', 'A tar header states no valid size')
  const end = reader.position + size
  yield {
    name: attributes.path ?? header.name,
    type: attributes.sparse === true ? 'sparse' : (TYPES[header.type] ?? 'other'),
    bytes: body(reader, end),
  }
  await reader.skip(end - reader.position)
  const padding = (TAR_BLOCK_BYTES - (size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES
  // Some writers leave out the padding of the last member.
  if ((await reader.peek(padding)).length >= padding) await reader.skip(padding)
}

async function* body(reader: ByteReader, end: number): AsyncGenerator<Uint8Array, void> {
  while (reader.position < end) {
    const chunk = await reader.some(end - reader.position)
    if (chunk.length === 0) throw new OpenError('truncated', 'The archive ends in the middle of this member')
    yield chunk
  }
}

/** The next sound header; undefined at the end mark (two zero blocks) or the end of the stream. */
async function nextHeader(reader: ByteReader, onDamage: (bytes: number) => void): Promise<TarHeader | undefined> {
  let lost = 0
  for (;;) {
    const block = (await reader.peek(TAR_BLOCK_BYTES)).subarray(0, TAR_BLOCK_BYTES)
    if (block.length === TAR_BLOCK_BYTES && isTarHeader(block)) {
      if (lost > 0) onDamage(lost)
      return readTarHeader(await reader.take(TAR_BLOCK_BYTES))
    }
    if (block.length < TAR_BLOCK_BYTES || block.every((byte) => byte === 0)) {
      if (lost > 0) onDamage(lost)
      // Surfaces a fault of the stream that ends it right here.
      if (block.length < TAR_BLOCK_BYTES) for await (const chunk of reader.rest()) lost += chunk.length
      return undefined
    }
    await reader.skip(TAR_BLOCK_BYTES)
    lost += TAR_BLOCK_BYTES
  }
}

async function takeAttributes(reader: ByteReader, header: TarHeader): Promise<Buffer> {
  if (!(header.size <= MAX_ATTRIBUTE_BYTES)) throw new OpenError('corrupt', 'A tar attribute record is larger than 1 MiB')
  const body = Buffer.from(await reader.take(header.size))
  await reader.skip((TAR_BLOCK_BYTES - (header.size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES)
  return body
}

/** Records `length key=value\n`; unknown keys and broken records are passed over. */
function readPax(body: Buffer): Attributes {
  const found: { path?: string; size?: number; sparse?: boolean } = {}
  for (let start = 0; start < body.length;) {
    const space = body.indexOf(0x20, start)
    const length = space < 0 ? 0 : Number(body.toString('latin1', start, space))
    if (!Number.isSafeInteger(length) || length <= space - start) break
    const record = body.toString('utf8', space + 1, start + length - 1)
    const equals = record.indexOf('=')
    const key = record.slice(0, equals)
    if (key === 'path') found.path = record.slice(equals + 1)
    if (key === 'size') found.size = Number(record.slice(equals + 1))
    if (key.startsWith('GNU.sparse.')) found.sparse = true
    start += length
  }
  return found
}

function trimNul(body: Buffer): string {
  const end = body.indexOf(0)
  return body.toString('utf8', 0, end < 0 ? body.length : end)
}
