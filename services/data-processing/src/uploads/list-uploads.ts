import type { UploadedTurn } from '@faultmaven/contracts'
import { groupBy } from '../group-by.ts'
import type { CaseStore } from '../handlers/case-store.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredTurn } from '../turns/turn-registry.ts'
import { ORDERS_AN_UPLOAD } from '../ingest/upload-desk.ts'
import { listKeptUploads } from './kept-uploads.ts'

type Deps = { readonly store: CaseStore; readonly records: SealedRecords }

/** What each turn of a case brought, as it was sent. @throws {ProblemError} `case.not_found` */
export async function listUploads(caseId: string, { store, records }: Deps): Promise<{ turns: UploadedTurn[] }> {
  const sources = groupBy(await store.sources(caseId), ({ source }) => source.turnId)
  const kept = groupBy(await listKeptUploads(records, caseId), ({ turnId }) => turnId)
  const turns = (await records.list<StoredTurn>(caseId, 'turn')).map(
    ({ turnId, openedAtMs, logFormats, state }): UploadedTurn => {
      const uploads = kept.get(turnId) ?? []
      const ordinals = new Set(uploads.map(({ ordinal }) => ordinal))
      const missing = (sources.get(turnId) ?? []).filter(({ order }) => !ordinals.has(Math.floor(order / ORDERS_AN_UPLOAD)))
      return {
        turnId,
        openedAtMs,
        isAnalysed: state === 'analysed',
        logFormats: logFormats.map(({ title, layout, goesFirst }) => ({ title, layout, goesFirst })),
        uploads: uploads.map(({ ordinal, name, bytes, sha256 }) => ({ ordinal, name, bytes, sha256 })),
        missing: missing.map(({ source }) => source.name),
      }
    },
  )
  return { turns }
}
