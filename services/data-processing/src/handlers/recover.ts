import type { KeyRing } from '@faultmaven/security'
import type { Blob, Kv } from '@faultmaven/storage'
import type { SealedRecords } from '../store/sealed-records.ts'
import { blobsOf, type StoredSource } from '../store/stored-source.ts'
import { listKeptUploads } from '../uploads/kept-uploads.ts'
import { deleteRows } from './delete-case.ts'

type Deps = { readonly keyRing: KeyRing; readonly blob: Blob; readonly kv: Kv; readonly records: SealedRecords }

/**
 * Puts the stores in order after a kill, before anybody calls: blobs that no row names go, of cut uploads and of archives that were
 * being read, and everything of cases whose key is gone. Sources with a row are whole: rows are written after their frames.
 */
export async function recover({ keyRing, blob, kv, records }: Deps): Promise<void> {
  const cases = new Set(await keyRing.list())
  const named = new Set<string>()
  for (const caseId of cases) {
    for (const stored of await records.list<StoredSource>(caseId, 'source')) for (const name of blobsOf(stored)) named.add(name)
    for (const { place } of await listKeptUploads(records, caseId)) if (place) named.add(place.blob)
  }
  for (const name of await blob.list('')) if (!named.has(name)) await blob.deleteAll(name)
  for (const caseId of await casesWithRows(kv)) if (!cases.has(caseId)) await deleteRows(kv, `case/${caseId}/`)
}

async function casesWithRows(kv: Kv): Promise<readonly string[]> {
  const found: string[] = []
  for (let after = 'case/'; ;) {
    const [row] = await kv.list('case/', { after, limit: 1 })
    const caseId = row?.key.split('/')[1]
    if (caseId === undefined) return found
    found.push(caseId)
    // The next case: every key of this one sorts before this character, which follows the slash.
    after = `case/${caseId}0`
  }
}
