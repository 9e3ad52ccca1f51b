import type { KeyRing } from '@faultmaven/security'
import type { Blob, Kv } from '@faultmaven/storage'
import { endUploads } from '../turns/turn.ts'
import type { TurnRegistry } from '../turns/turn-registry.ts'

type Deps = { readonly keyRing: KeyRing; readonly blob: Blob; readonly kv: Kv; readonly registry: TurnRegistry }

/**
 * Ends a case: the key first, so that from then on nobody can open anything of it, then rows and blobs. May be repeated: what a
 * kill left is removed the next time.
 */
export async function deleteCase(caseId: string, { keyRing, blob, kv, registry }: Deps) {
  const keyDestroyed = await keyRing.destroy(caseId)
  for (const turn of registry.ofCase(caseId)) {
    await endUploads(turn)
    turn.feed.close()
    registry.release(turn)
  }
  const rowBytes = await deleteRows(kv, `case/${caseId}/`)
  return { keyDestroyed, sealedBytes: rowBytes + (await blob.deleteAll(`${caseId}/`)) }
}

/** @returns bytes of the values removed */
export async function deleteRows(kv: Kv, prefix: string): Promise<number> {
  let bytes = 0
  for (;;) {
    const rows = await kv.list(prefix)
    if (rows.length === 0) return bytes
    bytes += rows.reduce((sum, { value }) => sum + value.length, 0)
    await kv.batch(
      prefix,
      rows.map(({ key }) => ({ delete: key })),
    )
  }
}
