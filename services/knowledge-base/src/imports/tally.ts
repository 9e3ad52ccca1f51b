import { createHash } from 'node:crypto'
import { type ImportReport, MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { isDocument } from '@faultmaven/retrieval'
import type { Principal } from '@faultmaven/rpc'
import { type AddDeps, keepDocument } from '../documents/add-document.ts'

export type CollectionRequest = {
  readonly collection: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
}
export type Tally = ReturnType<typeof createTally>
const MAX_REFUSED = 100
const NO_DOCUMENT = 'no document'
export const TOO_LARGE = `It is larger than ${MAX_DOCUMENT_BYTES / 2 ** 20} MiB; divide it into smaller documents`

/** Keeps the files of a collection one after another and counts what became of them. */
export function createTally(request: CollectionRequest, deps: AddDeps, principal: Principal) {
  const counts = { added: 0, changed: 0, unchanged: 0 }
  const refused: { name: string; reason: string }[] = []
  const passedOver = new Map<string, number>()
  let refusedCount = 0

  return {
    async keep(path: string, bytes: Uint8Array): Promise<void> {
      if (!isDocument(path, bytes)) return this.passOver(NO_DOCUMENT)
      const documentId = documentIdOf(request, path, principal)
      const { change } = await keepDocument({ ...request, documentId, name: path }, bytes, deps, principal)
      counts[change]++
    },
    refuse(name: string, reason: string): void {
      refusedCount++
      if (refused.length < MAX_REFUSED) refused.push({ name, reason })
    },
    passOver(reason: string, files = 1): void {
      passedOver.set(reason, (passedOver.get(reason) ?? 0) + files)
    },
    report(): ImportReport {
      return { ...counts, refused, refusedCount, passedOver: [...passedOver].map(([reason, files]) => ({ reason, files })) }
    },
  }
}

/**
 * The id of a path in a collection of somebody, so that the same path is the same document. Whose it is is part of it: nobody meets the
 * documents of others by calling a collection the same.
 * @see RFC 9562, section 5.8 (UUID version 8)
 */
function documentIdOf({ collection, scope, teamId = '' }: CollectionRequest, path: string, { userId }: Principal): string {
  const holder = scope === 'user' ? userId : scope === 'team' ? teamId : ''
  const hash = createHash('sha256')
    .update(JSON.stringify([scope, holder, collection, path]))
    .digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
