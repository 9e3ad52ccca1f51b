import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { type Bytes, OPEN_LIMITS, OpenError, openUpload, type OpenVisitor } from '@faultmaven/archives'
import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { isPackedDocumentName } from '@faultmaven/retrieval'
import type { Blob } from '@faultmaven/storage'
import { type Sink, TOO_LARGE } from './sink.ts'

/** Where zips lie while they are read; what a kill leaves there is removed at the next start. */
export const SPOOL = 'spool/'
/** A collection is text: more than this is none. */
const LIMITS = { ...OPEN_LIMITS, unpackedBytes: 4 * 2 ** 30 }
const SPOOL_READ_BYTES = 2 ** 20
/** Members that are no files, or hold nothing. Whatever else is passed over may be a document that could not be seen. */
const NO_FILES = new Set(['empty', 'folder', 'link', 'device or pipe'])

/** Stands for the archive in the names of its members. */
const ARCHIVE = 'archive'

/**
 * Gives the files of an archive that lies in the store, with the limits of any upload: depth, members, bytes, ratio. Names are paths in
 * the archive. An archive that is damaged gives the documents before the damage, and says so.
 * @returns all paths that it holds; undefined when some may not have been seen
 */
export async function importArchive(
  { collection, archive }: { readonly collection: string; readonly archive: string },
  blob: Blob,
  sink: Sink,
): Promise<ReadonlySet<string> | undefined> {
  const names = new Set<string>()
  let isWhole = true
  let passed = 0
  let told: OpenError | undefined
  /** What was settled before a restart is settled: the same archive gives the same in the same order. */
  const isSettled = () => passed++ < sink.start.settled
  const refuse = async (name: string, reason: string) => {
    isWhole = false
    if (!isSettled()) await sink.refuse(name, reason)
  }
  const visitor: OpenVisitor = {
    async file({ name, bytes, isMember }) {
      const path = name.slice(ARCHIVE.length + '!/'.length)
      if (!isMember) {
        for await (const _ of bytes);
        await refuse(collection, 'It is no zip or tar archive; add it as a document')
        return undefined
      }
      names.add(path)
      try {
        const whole = await gather(bytes, sink.signal)
        if (!isSettled()) await (whole ? sink.keep(path, whole) : sink.refuse(path, TOO_LARGE))
      } catch (error) {
        if (!(error instanceof OpenError)) throw error
        told = error
        await refuse(path, error.message)
        if (error.endsUpload) throw error
      }
      return undefined
    },
    isWhole: isPackedDocumentName,
    spool: (bytes) => spool(bytes, blob),
    async archive({ name, skipped, fault }) {
      for (const [reason, files] of skipped) {
        if (!NO_FILES.has(reason)) isWhole = false
        if (!isSettled()) await sink.passOver(reason, { files })
      }
      if (fault) await refuse(name.replace(ARCHIVE, collection), fault.message)
    },
  }
  try {
    await openUpload({ name: ARCHIVE, body: readBlob(blob, archive) }, { limits: LIMITS, visitor })
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    if (error !== told) await refuse(collection, error.message)
  }
  return isWhole && names.size > 0 ? names : undefined
}

function readBlob(blob: Blob, name: string): Readable {
  return Readable.from(
    (async function* () {
      for (let at = 0; ;) {
        const bytes = await blob.read(name, at, at + SPOOL_READ_BYTES)
        if (bytes.length === 0) return
        at += bytes.length
        yield bytes
      }
    })(),
  )
}

/**
 * Lays an archive down under `name` while it arrives.
 * @returns its SHA-256
 */
export async function receiveArchive(body: Readable, blob: Blob, name: string): Promise<string> {
  const hash = createHash('sha256')
  const writer = await blob.create(name)
  try {
    for await (const chunk of body) {
      hash.update(chunk)
      await writer.write(chunk)
    }
  } catch (error) {
    await writer.abort()
    throw error
  }
  await writer.commit()
  return hash.digest('hex')
}

/** All bytes, read to their end; undefined when they are more than a document may have. */
async function gather(bytes: Bytes, signal: AbortSignal): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of bytes) {
    signal.throwIfAborted()
    total += chunk.length
    if (total <= MAX_DOCUMENT_BYTES) chunks.push(Uint8Array.from(chunk))
    else chunks.length = 0
  }
  return total > MAX_DOCUMENT_BYTES ? undefined : Buffer.concat(chunks)
}

async function spool(bytes: Bytes, blob: Blob): ReturnType<OpenVisitor['spool']> {
  const name = `${SPOOL}${randomUUID()}`
  const writer = await blob.create(name)
  let fault: OpenError | undefined
  let size = 0
  try {
    for await (const chunk of bytes) {
      await writer.write(chunk)
      size += chunk.length
    }
  } catch (error) {
    if (!(error instanceof OpenError)) {
      await writer.abort()
      throw error
    }
    fault = error
  }
  await writer.commit()
  return {
    size,
    read: (start, end) => blob.read(name, start, Math.min(end, size, start + SPOOL_READ_BYTES)),
    ...(fault && { fault }),
    remove: async () => void (await blob.deleteAll(name)),
  }
}
