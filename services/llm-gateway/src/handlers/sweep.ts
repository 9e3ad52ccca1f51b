import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import { deleteRows, namesBelow } from '../store/rows.ts'

type Deps = {
  readonly kv: Kv
  readonly keyRing: KeyRing
  readonly nowMs: number
  /** Days for which bodies that belong to no case are kept. */
  readonly ledgerDays: number
}

const DAY_MS = 86_400_000
/** Accounts of days are looked at on their day alone. */
const ACCOUNT_DAYS = 2

/** Removes what is over: rows of cases whose key is gone, bodies of callers that are older than the ledger keeps them, accounts of past days. */
export async function sweep({ kv, keyRing, nowMs, ledgerDays }: Deps): Promise<void> {
  for (const caseId of await namesBelow(kv, 'case/')) if (!(await keyRing.has(caseId))) await deleteRows(kv, `case/${caseId}/`)
  const oldest = String(nowMs - ledgerDays * DAY_MS).padStart(14, '0')
  for (const caller of await namesBelow(kv, 'caller/')) {
    const prefix = `caller/${caller}/egress/`
    // Names of entries begin with their time.
    await deleteRows(kv, prefix, (key) => key.slice(prefix.length) < oldest)
  }
  const day = new Date(nowMs - ACCOUNT_DAYS * DAY_MS).toISOString().slice(0, 10)
  for (const span of await namesBelow(kv, 'budget/')) if (span !== 'life' && span < day) await deleteRows(kv, `budget/${span}/`)
}
