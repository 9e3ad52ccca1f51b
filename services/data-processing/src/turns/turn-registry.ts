import type { Check, Finding } from '@faultmaven/contracts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { createTurn, type Turn, type TurnReading } from './turn.ts'

/** What is kept of a turn beside its sources and findings. */
export type StoredTurn = TurnReading & { readonly turnId: string } & (
    | { readonly state: 'open' }
    | { readonly state: 'analysed'; readonly checks: readonly Check[]; readonly notExamined: readonly string[] }
  )

/** The turns that are being worked on or watched; others are in the store. */
export type TurnRegistry = {
  /** The turn, brought back from the store when this process does not have it; new when nobody has. */
  obtain(caseId: string, turnId: string): Promise<Turn>
  ofCase(caseId: string): readonly Turn[]
  /** Lets go of a turn that has ended: it is in the store now. */
  release(turn: Turn): void
  all(): readonly Turn[]
}

export function createTurnRegistry(records: SealedRecords): TurnRegistry {
  const turns = new Map<string, Promise<Turn>>()
  const live = new Set<Turn>()

  async function load(caseId: string, turnId: string): Promise<Turn> {
    const turn = createTurn(caseId, turnId)
    live.add(turn)
    const stored = await records.get<StoredTurn>(caseId, `turn/${turnId}`)
    if (stored !== undefined) await recall(turn, stored, records)
    return turn
  }
  return {
    obtain(caseId, turnId) {
      const key = `${caseId}/${turnId}`
      const known = turns.get(key)
      if (known !== undefined) return known
      const loading = load(caseId, turnId)
      turns.set(key, loading)
      loading.catch(() => turns.delete(key))
      return loading
    },
    ofCase: (caseId) => [...live].filter((turn) => turn.caseId === caseId),
    release(turn) {
      turns.delete(`${turn.caseId}/${turn.turnId}`)
      live.delete(turn)
    },
    all: () => [...live],
  }
}

async function recall(turn: Turn, stored: StoredTurn, records: SealedRecords): Promise<void> {
  for (const source of await storedSources(records, turn.caseId)) {
    if (source.source.turnId !== turn.turnId) continue
    turn.sources.set(source.source.id, source)
    turn.feed.publish({ type: 'source-ready', source: source.source })
  }
  for (const finding of await records.list<Finding>(turn.caseId, 'finding')) {
    if (finding.turnId !== turn.turnId) continue
    turn.findings.set(finding.id, finding)
    turn.feed.publish({ type: 'finding-added', finding })
  }
  turn.state = stored.state
  turn.reading = { openedAtMs: stored.openedAtMs, logFormats: stored.logFormats }
  if (stored.state === 'open') return
  turn.feed.publish({ type: 'turn-analysed', checks: [...stored.checks], notExamined: [...stored.notExamined] })
}

/** The sources of a case in the order they came. */
export async function storedSources(records: SealedRecords, caseId: string): Promise<readonly StoredSource[]> {
  return inOrder(await records.list<StoredSource>(caseId, 'source'))
}
export function inOrder(sources: readonly StoredSource[]): readonly StoredSource[] {
  return sources.toSorted((a, b) =>
    a.source.turnId === b.source.turnId ? a.order - b.order : a.source.receivedAt < b.source.receivedAt ? -1 : 1,
  )
}
