import type { Check, Finding } from '@faultmaven/contracts'
import type { DraftFinding } from '@faultmaven/diagnosis'
import { alignSources } from '../clock/align-sources.ts'
import { correctionOf } from '../clock/correction-of.ts'
import { moveFinding } from '../clock/move-times.ts'
import { UNEXAMINED } from '../examination/create-examination.ts'
import { describeChecks } from '../examination/describe-checks.ts'
import { groupBy } from '../group-by.ts'
import type { Examined, Examiner, Named } from '../examination/examiner.ts'
import { reread } from '../examination/reread.ts'
import { resolveDrafts } from '../examination/resolve-draft.ts'
import type { CaseStore } from '../handlers/case-store.ts'
import { ReadingEndedError } from '../log-reading/log-reading.ts'
import type { LogReadings } from '../log-reading/log-readings.ts'
import { toLined } from '../reading/source-reader.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { groupFindings } from './group-findings.ts'
import { inOrder, type StoredTurn, type TurnRegistry } from './turn-registry.ts'
import { notExamined } from './not-examined.ts'
import { MAX_FINDINGS, publishFinding, readingOf, type Turn, type TurnCounts } from './turn.ts'

type Deps = {
  readonly store: CaseStore
  readonly records: SealedRecords
  readonly examiner: Examiner
  readonly logs: LogReadings
  readonly registry: TurnRegistry
}

/** Sources of earlier turns, and of this one after a restart, are read again for relating while they are this much in all. */
const REREAD_BYTES = 64 * 2 ** 20

/**
 * Ends the analysis of a turn: relates its sources to each other and to those of earlier turns, keeps the best findings and tells
 * which checks ran. May be repeated: after a kill in its midst it computes the same findings again from the bytes.
 */
export async function closeTurn(turn: Turn, deps: Deps): Promise<TurnCounts> {
  if (turn.state === 'open') {
    turn.closing ??= conclude(turn, deps).finally(() => delete turn.closing)
    return turn.closing
  }
  return { sources: turn.sources.size, findings: turn.findings.size }
}

async function conclude(turn: Turn, { store, records, examiner, registry, logs }: Deps): Promise<TurnCounts> {
  await alignSources(turn, { store, records, turns: registry.ofCase(turn.caseId) })
  const known = new Set((await records.list<Finding>(turn.caseId, 'finding')).map(({ id }) => id))
  const gathered = await gather(turn, { store, examiner, logs })
  for (const finding of await relateAll(turn, gathered.held, { store, examiner, logs })) {
    if (!known.has(finding.id)) publishFinding(turn, finding)
  }
  const sources = (await store.sources(turn.caseId)).map(({ source }) => source.id)
  const findings = groupFindings(turn.findings.values(), { sources, limit: MAX_FINDINGS })
  const checks = describeChecks(gathered.checks, findings)
  const unread = [
    ...notExamined(inOrder([...turn.sources.values()]).map(({ source }) => source)),
    ...gathered.leftOut,
    ...turn.troubles,
  ]
  for (const finding of findings) tellAtLast(turn, finding)
  await keep(turn, { findings, checks, unread }, records)
  turn.findings.clear()
  for (const finding of findings) turn.findings.set(finding.id, finding)
  await examiner.forget(turn.turnId).catch(() => {})
  turn.state = 'analysed'
  turn.feed.publish({ type: 'turn-analysed', checks, notExamined: unread })
  return { sources: turn.sources.size, findings: findings.length }
}

/** The best ones are told whatever was told before. */
function tellAtLast(turn: Turn, finding: Finding): void {
  const isKnown = turn.told.has(finding.id) && turn.findings.get(finding.id) === finding
  if (!isKnown) turn.feed.publish({ type: 'finding-added', finding })
}

type Gathering = Omit<Deps, 'records' | 'registry'>

/** Makes all sources of the case ready to be related, from memory, else from their frames; those that are too many are named. */
async function gather(turn: Turn, deps: Gathering) {
  const held: StoredSource[] = []
  const checks: (readonly string[])[] = []
  const leftOut: string[] = []
  let room = REREAD_BYTES
  const isKept = await keptBy(deps.examiner, turn)
  // A turn that brought nothing relates nothing anew.
  const sources = turn.sources.size === 0 ? [] : await deps.store.sources(turn.caseId)
  for (const stored of sources) {
    const { source, place } = stored
    const examined = turn.examined.get(source.id)
    if (examined !== undefined) checks.push(examined.checks)
    if (isKept(source.id)) held.push(stored)
    if (isKept(source.id) || place === undefined) continue
    // Only a restart leaves a source of this turn unread by this process: such a one is read again however large.
    const isUnread = source.turnId === turn.turnId && !turn.read.has(source.id)
    if (!isUnread) room -= source.bytes
    const isLost = examined === undefined || examined.isHeld
    const again = isUnread || (isLost && room >= 0) ? await examineAgain(turn, stored, deps) : undefined
    if (again?.isHeld === true) held.push(stored)
    else leftOut.push(source.name)
    if (again === undefined) continue
    checks.push(again.checks)
    if (!isUnread) continue
    turn.troubles.push(...again.notes.map((note) => `${source.name}: ${note}`))
    await publishOwn(turn, stored, again, deps.store)
  }
  return { held, checks, leftOut: describeLeftOut(leftOut) }
}

/** What the examiner still holds of a turn: a thread that ended has lost everything. */
async function keptBy(examiner: Examiner, { turnId }: Turn): Promise<(sourceId: string) => boolean> {
  const kept = new Set(await examiner.held(turnId).catch(() => []))
  return (sourceId) => kept.has(sourceId)
}

async function examineAgain(
  turn: Turn,
  stored: StoredSource,
  { store, examiner, logs }: Gathering,
): Promise<Examined | undefined> {
  const bytes = await store.bytes(turn.caseId, stored)
  if (bytes === undefined) return undefined
  const source = await reread(stored, bytes, { turnId: turn.turnId, logs, examiner }).catch((error: unknown) => {
    if (error instanceof ReadingEndedError) return undefined
    throw error
  })
  return source && examiner.examine(turn.turnId, stored.source.id, source).catch(() => UNEXAMINED)
}

async function publishOwn(turn: Turn, stored: StoredSource, { drafts }: Examined, store: CaseStore): Promise<void> {
  const bytes = await store.bytes(turn.caseId, stored)
  if (bytes === undefined) return
  for (const finding of await resolveDrafts(toCited(stored, toLined(stored, bytes)), drafts))
    publishFinding(turn, moveFinding(finding, correctionOf(stored.source)))
}

function describeLeftOut(names: readonly string[]): string[] {
  const [first] = names
  if (first === undefined) return []
  const what = names.length === 1 ? first : `${names.length} sources, ${first} among them,`
  return [`${what} was examined alone, not together with the others: there was no room for it in memory`]
}

/** Equal names get a number, so that what is said of a name is said of one source. */
function withOwnNames(sources: readonly StoredSource[]): ReadonlyMap<string, StoredSource> {
  const named = new Map<string, StoredSource>()
  const seen = new Map<string, number>()
  for (const stored of sources) {
    const { name } = stored.source
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    named.set(count === 1 ? name : `${name} (${count})`, stored)
  }
  return named
}

async function relateAll(turn: Turn, held: readonly StoredSource[], { store, examiner }: Gathering): Promise<Finding[]> {
  const byName = withOwnNames(held)
  const named = [...byName].map(([name, { source }]) => ({ id: source.id, name, correctionUs: correctionOf(source) }))
  const drafts = groupBy(await relateOrTell(turn, named, examiner), ({ sourceName }) => sourceName)
  const findings: Finding[] = []
  for (const [name, ofSource] of drafts) {
    const stored = byName.get(name)
    const bytes = stored && (await store.bytes(turn.caseId, stored))
    if (stored === undefined || bytes === undefined) continue
    const cited = { ...toCited(stored, toLined(stored, bytes)), turnId: turn.turnId }
    findings.push(...(await resolveDrafts(cited, ofSource)))
  }
  return findings
}

async function relateOrTell(turn: Turn, named: readonly Named[], examiner: Examiner): Promise<readonly DraftFinding[]> {
  try {
    return await examiner.relate(turn.turnId, named)
  } catch {
    turn.troubles.push('The sources were examined alone, not together: that takes too much memory or time')
    return []
  }
}

function toCited({ source }: StoredSource, lined: ReturnType<typeof toLined>) {
  return { ...lined, id: source.id, name: source.name, sha256: source.sha256, turnId: source.turnId }
}

type Outcome = { readonly findings: readonly Finding[]; readonly checks: readonly Check[]; readonly unread: string[] }

async function keep(turn: Turn, { findings, checks, unread }: Outcome, records: SealedRecords): Promise<void> {
  const { caseId, turnId } = turn
  const stored: StoredTurn = { turnId, ...readingOf(turn), state: 'analysed', checks, notExamined: unread }
  try {
    await records.putAll(caseId, [
      ...findings.map((value) => ({ path: `finding/${value.id}`, value })),
      { path: `turn/${turnId}`, value: stored },
    ])
  } catch (error) {
    if (!isDiskFull(error)) throw error
    unread.push('The disk of the server is full: this analysis is lost when the server restarts')
  }
}
