import type { Check, Finding } from '@faultmaven/contracts'
import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'
import { describeChecks } from '../examination/describe-checks.ts'
import { groupBy } from '../group-by.ts'
import { reexamine } from '../examination/reexamine.ts'
import { draftsOf, type Examine } from '../examination/drafts-of.ts'
import { resolveDrafts } from '../examination/resolve-draft.ts'
import type { CaseStore } from '../handlers/case-store.ts'
import { toLined } from '../reading/source-reader.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { groupFindings } from './group-findings.ts'
import { notExamined } from './not-examined.ts'
import { MAX_FINDINGS, publishFinding, type Turn, type TurnCounts } from './turn.ts'

/** What examines all sources of a case together. */
export type Relate = (sources: readonly ExaminedSource[]) => readonly DraftFinding[]
type Deps = { readonly store: CaseStore; readonly records: SealedRecords; readonly examine: Examine; readonly relate: Relate }

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

async function conclude(turn: Turn, { store, records, examine, relate }: Deps): Promise<TurnCounts> {
  const known = new Set((await records.list<Finding>(turn.caseId, 'finding')).map(({ id }) => id))
  const gathered = await gather(turn, store, examine)
  for (const finding of await relateAll(turn, gathered.views, { store, relate })) {
    if (!known.has(finding.id)) publishFinding(turn, finding)
  }
  const findings = groupFindings(turn.findings.values(), MAX_FINDINGS)
  const checks = describeChecks(
    gathered.views.map(({ view }) => view),
    findings,
  )
  const unread = [...notExamined([...turn.sources.values()].map(({ source }) => source)), ...gathered.leftOut, ...turn.troubles]
  for (const finding of findings) tellAtLast(turn, finding)
  await keep(turn, { findings, checks, unread }, records)
  turn.findings.clear()
  for (const finding of findings) turn.findings.set(finding.id, finding)
  turn.examined.clear()
  turn.state = 'analysed'
  turn.feed.publish({ type: 'turn-analysed', checks, notExamined: unread })
  return { sources: turn.sources.size, findings: findings.length }
}

/** The best ones are told whatever was told before. */
function tellAtLast(turn: Turn, finding: Finding): void {
  const isKnown = turn.told.has(finding.id) && turn.findings.get(finding.id) === finding
  if (!isKnown) turn.feed.publish({ type: 'finding-added', finding })
}

type Viewed = { readonly stored: StoredSource; readonly view: ExaminedSource }

/** The views of all sources of the case: from memory, else from the bytes; those that are too many are named. */
async function gather(turn: Turn, store: CaseStore, examine: Examine) {
  const views: Viewed[] = []
  const leftOut: string[] = []
  let room = REREAD_BYTES
  for (const stored of await store.sources(turn.caseId)) {
    const { source } = stored
    const held = turn.examined.get(source.id)
    if (held !== undefined) views.push({ stored, view: held })
    if (held !== undefined || stored.place === undefined) continue
    // Only a restart leaves a source of this turn without its own findings: such a one is read again however large.
    const isUnread = source.turnId === turn.turnId && !turn.read.has(source.id)
    room -= source.bytes
    const bytes = room < 0 && !isUnread ? undefined : await store.bytes(turn.caseId, stored)
    if (bytes === undefined) {
      leftOut.push(source.name)
      continue
    }
    const again = await reexamine(stored, bytes)
    views.push({ stored, view: again.examined })
    if (!isUnread) continue
    const drafts = draftsOf(again, examine)
    for (const finding of await resolveDrafts(toCited(stored, toLined(stored, bytes)), drafts)) publishFinding(turn, finding)
  }
  return { views: withOwnNames(views), leftOut: describeLeftOut(leftOut) }
}

function describeLeftOut(names: readonly string[]): string[] {
  const [first] = names
  if (first === undefined) return []
  const what = names.length === 1 ? first : `${names.length} sources, ${first} among them,`
  return [`${what} was examined alone, not together with the others: there was no room for it in memory`]
}

/** Equal names get a number, so that what is said of a name is said of one source. */
function withOwnNames(views: readonly Viewed[]): Viewed[] {
  const seen = new Map<string, number>()
  return views.map(({ stored, view }) => {
    const count = (seen.get(view.name) ?? 0) + 1
    seen.set(view.name, count)
    return { stored, view: count === 1 ? view : { ...view, name: `${view.name} (${count})` } }
  })
}

async function relateAll(
  turn: Turn,
  views: readonly Viewed[],
  { store, relate }: Pick<Deps, 'store' | 'relate'>,
): Promise<Finding[]> {
  const byName = new Map(views.map(({ stored, view }) => [view.name, stored]))
  const drafts = groupBy(relate(views.map(({ view }) => view)), ({ sourceName }) => sourceName)
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

function toCited({ source }: StoredSource, lined: ReturnType<typeof toLined>) {
  return { ...lined, id: source.id, name: source.name, sha256: source.sha256, turnId: source.turnId }
}

type Outcome = { readonly findings: readonly Finding[]; readonly checks: readonly Check[]; readonly unread: string[] }

async function keep({ caseId, turnId }: Turn, { findings, checks, unread }: Outcome, records: SealedRecords): Promise<void> {
  try {
    await records.putAll(caseId, [
      ...findings.map((value) => ({ path: `finding/${value.id}`, value })),
      { path: `turn/${turnId}`, value: { state: 'analysed', checks, notExamined: unread } },
    ])
  } catch (error) {
    if (!isDiskFull(error)) throw error
    unread.push('The disk of the server is full: this analysis is lost when the server restarts')
  }
}
