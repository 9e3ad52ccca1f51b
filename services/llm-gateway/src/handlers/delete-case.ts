import type { Kv } from '@faultmaven/storage'
import type { Ledger } from '../ledger/ledger.ts'
import type { Owners } from '../owner.ts'
import type { Vaults } from '../vault/vaults.ts'

type Deps = { readonly owners: Owners; readonly vaults: Vaults; readonly ledger: Ledger; readonly kv: Kv }

/**
 * Ends a case: the key first, so that from then on nobody can open anything of it, then its rows. May be repeated: what a kill left is removed
 * the next time.
 */
export async function deleteCase(caseId: string, { owners, vaults, ledger, kv }: Deps) {
  const prefix = `case/${caseId}/`
  const keyDestroyed = await owners.end(caseId)
  vaults.forget({ prefix })
  await ledger.flush()
  return { keyDestroyed, sealedBytes: await deleteRows(kv, prefix) }
}

/** @returns bytes of the values removed */
async function deleteRows(kv: Kv, prefix: string): Promise<number> {
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
