import type { BundleExport } from '@faultmaven/contracts'
import type { Kv } from '@faultmaven/storage'
import { rowText, rowValue } from './rows.ts'

/** Why and how far a case is being deleted: written before anything is destroyed, so that a kill in between is finished later. */
export type Deletion = {
  readonly reason: 'user' | 'expired'
  readonly startedAtMs: number
  readonly turns: number
  /** Sealed bytes of the agent, counted before they went. */
  readonly sealedBytes: number
  /** Bundles that left the case: the receipt names them by hash. */
  readonly bundles?: readonly BundleExport[]
}
/** What is known of a case without its key: ids and times only. */
export type CaseEntry = {
  readonly caseId: string
  readonly userId: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly deletion?: Deletion
}

export type CaseIndex = {
  get(caseId: string): Promise<CaseEntry | undefined>
  set(entry: CaseEntry): Promise<void>
  remove(caseId: string): Promise<void>
  all(): AsyncIterable<CaseEntry>
}

const PREFIX = 'index/'
const PAGE = 1000

/** The cases of this agent, `index/<caseId>`, not sealed: it holds no evidence and outlives no case. */
export function createCaseIndex(kv: Kv): CaseIndex {
  async function* all(): AsyncGenerator<CaseEntry> {
    let page = await kv.list(PREFIX, { limit: PAGE })
    while (page.length > 0) {
      for (const { value } of page) yield JSON.parse(rowText(value))
      page = page.length < PAGE ? [] : await kv.list(PREFIX, { after: page.at(-1)!.key, limit: PAGE })
    }
  }

  return {
    async get(caseId) {
      const row = await kv.get(PREFIX + caseId)
      return row && JSON.parse(rowText(row.value))
    },
    set: (entry) => kv.set(PREFIX + entry.caseId, rowValue(entry)),
    remove: (caseId) => kv.delete(PREFIX + caseId),
    all,
  }
}
