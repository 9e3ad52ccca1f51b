import { type ImportReport, MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { isDocument } from '@faultmaven/retrieval'
import type { Principal } from '@faultmaven/rpc'
import { type AddDeps, keepDocument } from '../documents/add-document.ts'
import { collectionId } from '../documents/collection-id.ts'

export type CollectionRequest = {
  readonly collection: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
}
export type Tally = ReturnType<typeof createTally>
const MAX_REFUSED = 100
/** Of each reason: enough to find out which files are meant. */
const MAX_NAMES = 20
const NO_DOCUMENT = 'no document'
export const TOO_LARGE = `It is larger than ${MAX_DOCUMENT_BYTES / 2 ** 20} MiB; divide it into smaller documents`

/** Keeps the files of a collection one after another and counts what became of them. */
export function createTally(request: CollectionRequest, deps: AddDeps, principal: Principal) {
  const counts = { added: 0, changed: 0, unchanged: 0 }
  const refused: { name: string; reason: string }[] = []
  const passedOver = new Map<string, { files: number; readonly names: string[] }>()
  let refusedCount = 0

  return {
    async keep(path: string, bytes: Uint8Array): Promise<void> {
      if (bytes.length === 0) return this.passOver('empty', { name: path })
      if (!isDocument(path, bytes)) return this.passOver(NO_DOCUMENT, { name: path })
      const documentId = documentIdOf(request, path, principal)
      const { change } = await keepDocument({ ...request, documentId, name: path }, bytes, deps, principal)
      counts[change]++
    },
    refuse(name: string, reason: string): void {
      refusedCount++
      if (refused.length < MAX_REFUSED) refused.push({ name, reason })
    },
    passOver(reason: string, { name, files = 1 }: { readonly name?: string; readonly files?: number }): void {
      const known = passedOver.get(reason) ?? { files: 0, names: [] }
      known.files += files
      if (name !== undefined && known.names.length < MAX_NAMES) known.names.push(name)
      passedOver.set(reason, known)
    },
    report(): ImportReport {
      return { ...counts, refused, refusedCount, passedOver: [...passedOver].map(([reason, known]) => ({ reason, ...known })) }
    },
  }
}

/** Whose it is is part of it: nobody meets the documents of others by calling a collection the same. */
function documentIdOf({ collection, scope, teamId = '' }: CollectionRequest, path: string, { userId }: Principal): string {
  const holder = scope === 'user' ? userId : scope === 'team' ? teamId : ''
  return collectionId([scope, holder, collection, path])
}
