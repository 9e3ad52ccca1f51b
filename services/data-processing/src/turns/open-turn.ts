import type { Blob } from '@faultmaven/storage'
import type { SealedRecords } from '../store/sealed-records.ts'
import { blobsOf } from '../store/stored-source.ts'
import type { Finding } from '@faultmaven/contracts'
import { resetTurn, type Turn } from './turn.ts'
import { storedSources } from './turn-registry.ts'

type Deps = { readonly blob: Blob; readonly records: SealedRecords }

/** Makes a turn ready for its sources: what an earlier, cut upload of it left is removed, from memory and stores. */
export async function openTurn(turn: Turn, { blob, records }: Deps): Promise<{ readonly state: 'open' | 'analysed' }> {
  if (turn.state === 'analysed') return { state: 'analysed' }
  const { caseId, turnId } = turn
  await resetTurn(turn)
  const sources = (await storedSources(records, caseId)).filter(({ source }) => source.turnId === turnId)
  const findings = (await records.list<Finding>(caseId, 'finding')).filter((finding) => finding.turnId === turnId)
  await records.remove(caseId, [
    ...sources.map(({ source }) => `source/${source.id}`),
    ...findings.map(({ id }) => `finding/${id}`),
  ])
  for (const name of new Set(sources.flatMap(blobsOf))) await blob.deleteAll(name)
  await records.put(caseId, `turn/${turnId}`, { state: 'open' })
  return { state: 'open' }
}
