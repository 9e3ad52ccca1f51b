import type { BundleExport, llmGateway, Receipt } from '@faultmaven/contracts'
import { type Client, systemContext } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { CaseEntry, CaseIndex, Deletion } from '../cases/case-index.ts'
import { instant } from '../cases/case-record.ts'
import { rowText, rowValue } from '../cases/rows.ts'
import { casePrefix } from '../cases/sealed-rows.ts'
import type { AgentParts } from '../parts.ts'

export type DeletionParts = AgentParts & {
  readonly kv: Kv
  readonly keyRing: KeyRing
  readonly index: CaseIndex
  /** Absent where no model could have been asked. */
  readonly llmGateway: Pick<Client<typeof llmGateway>, 'deleteCase'> | undefined
}

const PAGE = 500
const OTHERS_MS = 60_000
const CANNOT_REACH = [
  'Backups and snapshots of the key folder that were made before',
  'Swap space, core dumps and copies that the storage device keeps',
  'Reports that you saved or exported, and bundles that you made with `faultmaven analyze`',
]

export type Deletions = {
  /**
   * Ends a case: notes the intent, stops its work and its readers, destroys its keys in every role, removes its rows and leaves
   * a receipt. What a kill cuts is finished when called again.
   * @throws {ProblemError} when another role cannot be reached; the intent stays noted
   */
  end(entry: CaseEntry, reason: Deletion['reason']): Promise<Receipt>
}

/** Ends cases, each once at a time: callers who come together get the same receipt. */
export function createDeletions(parts: DeletionParts): Deletions {
  const underWay = new Map<string, Promise<Receipt>>()

  function end(entry: CaseEntry, reason: Deletion['reason']): Promise<Receipt> {
    const { caseId } = entry
    const known = underWay.get(caseId)
    if (known) return known
    const ending = endCase(parts, entry, reason).finally(() => underWay.delete(caseId))
    underWay.set(caseId, ending)
    return ending
  }

  return { end }
}

async function endCase(parts: DeletionParts, entry: CaseEntry, reason: Deletion['reason']): Promise<Receipt> {
  if (entry.deletion) return destroy(parts, entry, entry.deletion)
  const deletion = await stopWork(parts, entry, reason)
  await parts.index.set({ ...entry, deletion })
  parts.cases.forget(entry.caseId)
  return destroy(parts, entry, deletion)
}

async function stopWork({ cases, runner, kv, now }: DeletionParts, { caseId }: CaseEntry, reason: Deletion['reason']) {
  const openCase = await cases.load(caseId)
  await openCase?.end()
  await runner.stopCase(caseId)
  const { turns = [], bundles = [] } = openCase?.state().record ?? {}
  return { reason, startedAtMs: now(), turns: turns.length, bundles, sealedBytes: await countBytes(kv, casePrefix(caseId)) }
}

async function destroy(parts: DeletionParts, entry: CaseEntry, deletion: Deletion): Promise<Receipt> {
  const { dataProcessing, llmGateway, keyRing, kv, index, now } = parts
  const { caseId } = entry
  const evidence = await dataProcessing.deleteCase({ caseId }, systemContext({ timeoutMs: OTHERS_MS }))
  const withheld = await llmGateway?.deleteCase({ caseId }, systemContext({ timeoutMs: OTHERS_MS }))
  await keyRing.destroy(caseId)
  await removeRows(kv, casePrefix(caseId))
  const receipt: Receipt = {
    caseId,
    createdAt: instant(entry.createdAtMs),
    deletedAt: instant(now()),
    reason: deletion.reason,
    turns: deletion.turns,
    keysDestroyed: [...(evidence.keyDestroyed ? ['frames'] : []), 'state', ...(withheld?.keyDestroyed ? ['vault'] : [])],
    sealedBytes: deletion.sealedBytes + evidence.sealedBytes + (withheld?.sealedBytes ?? 0),
    cannotReach: [...CANNOT_REACH, ...(deletion.bundles ?? []).map(describeBundle)],
  }
  await kv.set(`receipt/${caseId}`, rowValue({ userId: entry.userId, receipt }))
  await index.remove(caseId)
  return receipt
}

function describeBundle({ at, state, sha256 }: BundleExport): string {
  if (state === 'whole') return `The bundle that was exported at ${at}, SHA-256 ${sha256}`
  return `What of a bundle had been sent when its export, begun at ${at}, was cut: it cannot be opened`
}

/** The receipt of a case of this user that was deleted. */
export async function readReceipt(kv: Kv, caseId: string, userId: string): Promise<Receipt | undefined> {
  const row = await kv.get(`receipt/${caseId}`)
  if (!row) return undefined
  const stored: { userId: string; receipt: Receipt } = JSON.parse(rowText(row.value))
  return stored.userId === userId ? stored.receipt : undefined
}

async function countBytes(kv: Kv, prefix: string): Promise<number> {
  let bytes = 0
  let after = ''
  for (;;) {
    const page = await kv.list(prefix, { after, limit: PAGE })
    for (const { value } of page) bytes += value.length
    if (page.length < PAGE) return bytes
    after = page.at(-1)!.key
  }
}

async function removeRows(kv: Kv, prefix: string): Promise<void> {
  for (;;) {
    const page = await kv.list(prefix, { limit: PAGE })
    if (page.length === 0) return
    await kv.batch(
      prefix,
      page.map(({ key }) => ({ delete: key })),
    )
  }
}
