import type { Blob } from '@faultmaven/storage'
import { documentPath } from '../documents/case-documents.ts'
import type { LogFormats } from '../store/log-formats.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import { blobsOf } from '../store/stored-source.ts'
import type { Finding } from '@faultmaven/contracts'
import { resetTurn, type Turn } from './turn.ts'
import { forgetUploads } from '../uploads/kept-uploads.ts'
import { type StoredTurn, storedSources } from './turn-registry.ts'

type Deps = {
  readonly blob: Blob
  readonly records: SealedRecords
  readonly formats: LogFormats
  /** Unix milliseconds. */
  readonly now: () => number
}

/** Makes a turn ready for its sources: what an earlier, cut upload of it left is removed, from memory and stores. */
export async function openTurn(
  turn: Turn,
  { blob, records, formats, now }: Deps,
): Promise<{ readonly state: 'open' | 'analysed' }> {
  if (turn.state === 'analysed') return { state: 'analysed' }
  const { caseId, turnId } = turn
  await resetTurn(turn)
  await forgetUploads(turn, { blob, records })
  const sources = (await storedSources(records, caseId)).filter(({ source }) => source.turnId === turnId)
  const findings = (await records.list<Finding>(caseId, 'finding')).filter((finding) => finding.turnId === turnId)
  await records.remove(caseId, [
    ...sources.flatMap(({ source }) => [`source/${source.id}`, documentPath(source.id)]),
    ...findings.map(({ id }) => `finding/${id}`),
  ])
  for (const name of new Set(sources.flatMap(blobsOf))) await blob.deleteAll(name)
  const reading = { openedAtMs: now(), logFormats: await formats.list() }
  const stored: StoredTurn = { turnId, state: 'open', ...reading }
  await records.put(caseId, `turn/${turnId}`, stored)
  turn.reading = reading
  return { state: 'open' }
}
