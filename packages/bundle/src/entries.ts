import * as z from 'zod/mini'
import { BundledFeedback, BundledReply, BundledTurn, type BundleEntry, BundleHead } from './bundle-entry.ts'
import { type ByteSource, createByteSource } from './byte-source.ts'

const LENGTH_BYTES = 4
/** An answer with ten thousand sources is 20 MiB of JSON. */
const MAX_ENTRY_BYTES = 2 ** 28

const AnyEntry = z.discriminatedUnion('kind', [BundleHead, BundledTurn, BundledFeedback, BundledReply])

/** An entry of a bundle; `files` gives the bytes of a turn's files, each to be read to its end before the next: all of them, or none. */
export type ReadEntry = { readonly entry: BundleEntry; readonly files: AsyncIterable<AsyncIterable<Uint8Array>> }

/** An entry as it stands in a bundle: its length in four bytes, big endian, and its JSON. */
export function encodeEntry(entry: BundleEntry): Uint8Array {
  const json = Buffer.from(JSON.stringify(entry))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

/**
 * The entries of an opened bundle, one after another; bytes of files that were not read are passed over.
 * @throws {Error} for a bundle of another format, and for one that is cut
 */
export async function* readEntries(plain: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry, void> {
  const bytes = createByteSource(plain)
  try {
    while (!(await bytes.isAtEnd())) {
      const entry = await readEntry(bytes)
      const files = filesOf(entry, bytes)
      yield { entry, files }
      for await (const file of files) for await (const _ of file);
    }
  } finally {
    await bytes.close()
  }
}

async function readEntry(bytes: ByteSource): Promise<BundleEntry> {
  const length = (await bytes.read(LENGTH_BYTES)).readUInt32BE()
  if (length > MAX_ENTRY_BYTES) throw new Error('The bundle is of another format')
  const json = (await bytes.read(length)).toString()
  try {
    return AnyEntry.parse(JSON.parse(json))
  } catch (cause) {
    throw new Error('The bundle is of another format: it was made by a version that lays bundles out in another way', { cause })
  }
}

async function* filesOf(entry: BundleEntry, bytes: ByteSource): AsyncGenerator<AsyncIterable<Uint8Array>, void> {
  if (entry.kind !== 'turn') return
  for (const { bytes: size } of entry.files) {
    const file = bytes.take(size)
    yield file
    for await (const _ of file);
  }
}
