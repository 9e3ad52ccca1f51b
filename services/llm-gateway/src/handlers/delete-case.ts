import type { Kv } from '@faultmaven/storage'
import type { Ledger } from '../ledger/ledger.ts'
import type { Owners } from '../owner.ts'
import { deleteRows } from '../store/rows.ts'
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
  const sealedBytes = await deleteRows(kv, prefix)
  await deleteRows(kv, `budget/life/case/${caseId}`)
  return { keyDestroyed, sealedBytes }
}
