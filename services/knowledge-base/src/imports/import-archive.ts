import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Bytes, OPEN_LIMITS, OpenError, openUpload, type OpenVisitor } from '@faultmaven/archives'
import { type ImportReport, MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { isPackedDocumentName } from '@faultmaven/retrieval'
import type { Principal } from '@faultmaven/rpc'
import type { Blob } from '@faultmaven/storage'
import { requireScope } from '../documents/access.ts'
import type { AddDeps } from '../documents/add-document.ts'
import { type CollectionRequest, createTally, TOO_LARGE } from './tally.ts'

/** Where zips lie while they are read; what a kill leaves there is removed at the next start. */
export const SPOOL = 'spool/'
/** A collection is text: more than this is none. */
const LIMITS = { ...OPEN_LIMITS, unpackedBytes: 4 * 2 ** 30 }
const SPOOL_READ_BYTES = 2 ** 20

/**
 * Keeps the documents of an archive while it arrives, with the limits of any upload: depth, members, bytes, ratio. Names are paths in
 * the archive. An archive that is damaged gives the documents before the damage, and says so.
 * @throws {ProblemError} `auth.forbidden` for a scope that is not the caller's
 */
export async function importArchive(
  request: CollectionRequest,
  body: Readable,
  { blob, ...deps }: AddDeps & { readonly blob: Blob },
  principal: Principal,
): Promise<ImportReport> {
  requireScope(request.scope, request.teamId, principal)
  const tally = createTally(request, deps, principal)
  const visitor: OpenVisitor = {
    async file({ name, bytes, isMember }) {
      const path = name.slice(ARCHIVE.length + '!/'.length)
      if (!isMember) {
        for await (const _ of bytes);
        tally.refuse(request.collection, 'It is no zip or tar archive; add it as a document')
        return undefined
      }
      try {
        const whole = await gather(bytes)
        if (whole) await tally.keep(path, whole)
        else tally.refuse(path, TOO_LARGE)
      } catch (error) {
        if (!(error instanceof OpenError)) throw error
        tally.refuse(path, error.message)
        if (error.endsUpload) throw error
      }
      return undefined
    },
    isWhole: isPackedDocumentName,
    spool: (bytes) => spool(bytes, blob),
    async archive({ name, skipped, fault }) {
      for (const [reason, files] of skipped) tally.passOver(reason, { files })
      if (fault) tally.refuse(name.replace(ARCHIVE, request.collection), fault.message)
    },
  }
  await openUpload({ name: ARCHIVE, body }, { limits: LIMITS, visitor })
  return tally.report()
}

/** Stands for the archive in the names of its members. */
const ARCHIVE = 'archive'

/** All bytes, read to their end; undefined when they are more than a document may have. */
async function gather(bytes: Bytes): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of bytes) {
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
