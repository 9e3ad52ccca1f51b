import type { Blob } from '@faultmaven/storage'
import type { SealedPlace } from '../store/sealed-place.ts'
import type { SealedRecords } from '../store/sealed-records.ts'

/** An upload whose bytes are there as they came: as one source of the case, else in a place of its own. */
export type KeptUpload = {
  readonly turnId: string
  readonly ordinal: number
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  /** The source that holds the very bytes of the upload. */
  readonly sourceId?: string
  /** Where packed bytes stand, and what was taken for no text. */
  readonly place?: SealedPlace
}
type Turn = { readonly caseId: string; readonly turnId: string }

const FOLDER = 'upload'

/** The kept uploads of a case, those of a turn together and in their order. */
export async function listKeptUploads(records: SealedRecords, caseId: string): Promise<readonly KeptUpload[]> {
  const kept = await records.list<KeptUpload>(caseId, FOLDER)
  return kept.toSorted((a, b) => (a.turnId === b.turnId ? a.ordinal - b.ordinal : a.turnId < b.turnId ? -1 : 1))
}

export function findKeptUpload(records: SealedRecords, { caseId, turnId, ordinal }: Turn & { readonly ordinal: number }) {
  return records.get<KeptUpload>(caseId, pathOf({ turnId, ordinal }))
}

export function keepUpload(records: SealedRecords, caseId: string, kept: KeptUpload): Promise<void> {
  return records.put(caseId, pathOf(kept), kept)
}

/** Removes what an earlier attempt of a turn left. */
export async function forgetUploads(
  { caseId, turnId }: Turn,
  { blob, records }: { readonly blob: Blob; readonly records: SealedRecords },
): Promise<void> {
  for (const { place } of await records.list<KeptUpload>(caseId, `${FOLDER}/${turnId}`)) {
    if (place !== undefined) await blob.deleteAll(place.blob)
  }
  await records.removeAll(caseId, `${FOLDER}/${turnId}`)
}

function pathOf({ turnId, ordinal }: Pick<KeptUpload, 'turnId' | 'ordinal'>): string {
  return `${FOLDER}/${turnId}/${ordinal}`
}
