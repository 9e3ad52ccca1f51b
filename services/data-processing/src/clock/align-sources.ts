import type { Finding, SourceClock } from '@faultmaven/contracts'
import { alignClocks, type Alignment } from '@faultmaven/diagnosis'
import { NO_ZONE_NOTE } from '@faultmaven/logs'
import { isDeepStrictEqual } from 'node:util'
import type { CaseStore } from '../handlers/case-store.ts'
import type { StoredClock } from '../record-index/stored-index.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { publishFinding, type Turn } from '../turns/turn.ts'
import { correctionOf } from './correction-of.ts'
import { moveFinding, moveSource } from './move-times.ts'

type Deps = {
  readonly store: CaseStore
  readonly records: SealedRecords
  /** Those of the case that this process holds: they know its sources and findings, too. */
  readonly turns: readonly Turn[]
}

/** Sources whose clocks are compared: those with most identifiers. */
const MAX_COMPARED = 128

/**
 * Puts the sources of a case on one clock as far as they share identifiers: the clock of each says what was added to its times, and
 * findings move with it, those of earlier turns, too. May be repeated: what is in place already is left as it is.
 */
export async function alignSources(turn: Turn, { store, records, turns }: Deps): Promise<void> {
  const sources = await store.sources(turn.caseId)
  const compared = await readClocks(turn.caseId, sources, store)
  if (compared.length < 2) return
  const aligned = alignClocks(
    compared.map(({ stored: { source }, clock }) => ({
      id: source.id,
      name: source.name,
      zone: clock.own.zone === 'decided' ? 'assumed-utc' : clock.own.zone,
      resolutionMs: clock.resolutionMs,
      ids: clock.ids,
    })),
  )
  const changes = compared.flatMap(({ stored, clock }) => changeOf(stored, withAlignment(clock, aligned.get(stored.source.id))))
  if (changes.length === 0) return
  const moves = new Map(changes.flatMap(({ stored, byUs }) => (byUs === 0 ? [] : [[stored.source.id, byUs] as const])))
  const earlier = moves.size === 0 ? [] : await records.list<Finding>(turn.caseId, 'finding')
  const moved = earlier.flatMap((finding) => {
    const byUs = moves.get(finding.sourceId)
    return byUs === undefined ? [] : [moveFinding(finding, byUs)]
  })
  await save(
    turn,
    [...changes.map(({ stored }) => toRow(stored)), ...moved.map((value) => ({ path: `finding/${value.id}`, value }))],
    records,
  )
  for (const { stored } of changes) {
    for (const live of turns) if (live.sources.has(stored.source.id)) live.sources.set(stored.source.id, stored)
    turn.feed.publish({ type: 'source-ready', source: stored.source })
  }
  for (const finding of moved) {
    for (const live of turns) if (live !== turn && live.findings.has(finding.id)) live.findings.set(finding.id, finding)
    turn.feed.publish({ type: 'finding-added', finding })
  }
  const own = [...turn.findings.values()].filter(({ sourceId }) => moves.has(sourceId))
  for (const finding of own) publishFinding(turn, moveFinding(finding, moves.get(finding.sourceId) ?? 0))
}

function toRow(stored: StoredSource) {
  return { path: `source/${stored.source.id}`, value: stored }
}

type Compared = { readonly stored: StoredSource; readonly clock: StoredClock }

async function readClocks(caseId: string, sources: readonly StoredSource[], store: CaseStore): Promise<readonly Compared[]> {
  const size = ({ index }: StoredSource) => index?.clock?.bytes ?? 0
  const most = sources
    .filter((stored) => stored.source.kind === 'log' && size(stored) > 0)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, MAX_COMPARED)
  const compared: Compared[] = []
  for (const stored of most) {
    const clock = await (await store.index(caseId, stored))?.clock()
    if (clock !== undefined) compared.push({ stored, clock })
  }
  return compared
}

/** The clock of a source with what other sources say of it. */
function withAlignment({ own, resolutionMs }: StoredClock, alignment: Alignment | undefined): SourceClock {
  if (alignment === undefined) return own
  const { referenceId, correctionUs, uncertaintyMs, sharedIds, isZoneKnown, notes } = alignment
  const isDecided = own.zone === 'assumed-utc' && isZoneKnown
  const ownNotes = (own.notes ?? []).filter((note) => !isDecided || note !== NO_ZONE_NOTE)
  return {
    ...own,
    zone: isDecided ? 'decided' : own.zone,
    uncertaintyMs: isDecided ? resolutionMs + uncertaintyMs : Math.max(own.uncertaintyMs, uncertaintyMs),
    notes: ownNotes,
    alignment: {
      referenceId,
      correctionMs: correctionUs / 1000,
      uncertaintyMs: uncertaintyMs + resolutionMs,
      sharedIds,
      notes: [...notes],
    },
  }
}

function changeOf(stored: StoredSource, clock: SourceClock): { readonly stored: StoredSource; readonly byUs: number }[] {
  const { source } = stored
  // As it comes back from the store: without what is undefined.
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(source.clock ?? null)), JSON.parse(JSON.stringify(clock)))) return []
  const byUs = correctionOf({ clock }) - correctionOf(source)
  return [{ stored: { ...stored, source: { ...moveSource(source, byUs), clock } }, byUs }]
}

async function save(turn: Turn, rows: Parameters<SealedRecords['putAll']>[1], records: SealedRecords): Promise<void> {
  try {
    await records.putAll(turn.caseId, rows)
  } catch (error) {
    // This process knows the clocks; only a restart would have to find them again.
    if (!isDiskFull(error)) throw error
  }
}
