import { fromInstant } from '@faultmaven/signals'
import type { Finding, Source } from '@faultmaven/contracts'
import type { Candidate } from '../ranking/candidate.ts'
import { textOfFinding } from '../ranking/evidence.ts'
import { causalEdge } from './edges.ts'

/** Which candidate explains which: `explains.get(a)` are the candidates that a could have caused. */
export type CausalOrder = {
  readonly explains: ReadonlyMap<Candidate, readonly Candidate[]>
  readonly explainedBy: ReadonlyMap<Candidate, readonly Candidate[]>
}

/** How much later than its effect a cause may be first seen: clocks and flushing of logs differ by that much. */
const TOLERANCE_US = 120 * 1_000_000
/** Saturation and growth are noticed long after they begin to hurt. */
const GRADUAL_US = 1800 * 1_000_000
const GRADUAL = new Set(['slow', 'exhausted', 'lagging', 'leaking', 'throttled', 'overloaded'])
/** Modes in which one side blames the other. */
const BLAMING = new Set(['refused', 'timed-out', 'unreachable', 'lost'])
const NEAR_US = 900 * 1_000_000
const LONG_AGO_US = 3600 * 1_000_000
const FEW_SOURCES = 6
const MAX_CANDIDATES = 25
/** Share of the score of a candidate's best finding from which another one of it counts for when it began. */
const EARNEST = 0.75

/**
 * Tells causes from their symptoms among candidates: by known pairs of mechanisms, by who is blamed ("A cannot reach B" blames a B
 * that has a fault of its own) and never against the order of time. Of a pair that holds both ways one source can tell which came
 * first; else it is dropped.
 */
export function orderCausally(
  candidates: readonly Candidate[],
  sources: readonly Source[] = [],
  hosts: ReadonlyMap<string, Finding> = new Map(),
): CausalOrder {
  const starts = new Map(
    sources.flatMap((source) => (source.interval ? [[source.id, fromInstant(source.interval.from)] as const] : [])),
  )
  const context = { starts, few: sources.length > 0 && sources.length <= FEW_SOURCES, hosts }
  const explains = new Map<Candidate, Candidate[]>()
  const explainedBy = new Map<Candidate, Candidate[]>()
  const considered = candidates.slice(0, MAX_CANDIDATES)
  for (const cause of considered) {
    for (const effect of considered) {
      if (cause === effect || !leads(cause, effect, context)) continue
      if (leads(effect, cause, context) && !isFirst(cause, effect)) continue
      explains.set(cause, [...(explains.get(cause) ?? []), effect])
      explainedBy.set(effect, [...(explainedBy.get(effect) ?? []), cause])
    }
  }
  return { explains, explainedBy }
}

/** When each source begins, whether there are so few sources that they most likely belong to one incident, and whose an address is. */
type Context = {
  readonly starts: ReadonlyMap<string, number>
  readonly few: boolean
  readonly hosts: ReadonlyMap<string, Finding>
}

function leads(cause: Candidate, effect: Candidate, { starts, few, hosts }: Context): boolean {
  if (startsAfter(cause, effect, starts) || wentBefore(cause, effect, starts)) return false
  // Who is slow answers late; a refusal says that nobody listens.
  if (cause.mode === 'slow' && effect.mode === 'refused') return false
  const edge = causalEdge(cause.mechanism, effect.mechanism)
  if (edge === 'direct' || (edge === 'outage' && (few || areRelated(cause, effect)))) return true
  const isNear = few && precedesClosely(cause, effect)
  return (edge === 'wide' && (isNear || areRelated(cause, effect))) || isBlamedBy(cause, effect, hosts)
}

/**
 * True when the cause is seen for the first time clearly after the effect, by a source that was already there when the effect began:
 * the tail of a log says nothing about what was before it.
 */
function startsAfter(cause: Candidate, effect: Candidate, starts: Context['starts']): boolean {
  const effectStart = firstSeen(effect)
  const causeStart = firstSeen(cause)
  const tolerance = GRADUAL.has(cause.mode) ? GRADUAL_US : TOLERANCE_US
  if (!effectStart || !causeStart || causeStart.time <= effectStart.time + tolerance) return false
  return (starts.get(causeStart.sourceId) ?? effectStart.time) <= effectStart.time
}

/**
 * What went on for an hour without it is not the cause of what begins now; what grows may take its time. A source that begins later
 * than that says nothing about when the effect began.
 */
function wentBefore(cause: Candidate, effect: Candidate, starts: Context['starts']): boolean {
  const began = firstSeen(cause)
  const start = firstSeen(effect)
  if (began === undefined || start === undefined || GRADUAL.has(cause.mode)) return false
  const without = start.time - Math.max(began.time, starts.get(start.sourceId) ?? began.time)
  return without > LONG_AGO_US
}

/** One source tells of both, and of this one first: its lines stand in the order in which they were written. */
function isFirst(one: Candidate, other: Candidate): boolean {
  const [first, second] = [firstSeen(one), firstSeen(other)]
  return first !== undefined && first.sourceId === second?.sourceId && first.time < second.time
}

/** The cause is first seen in the quarter of an hour before the effect: near enough to belong together. */
function precedesClosely(cause: Candidate, effect: Candidate): boolean {
  const lead = (firstSeen(effect)?.time ?? Number.NaN) - (firstSeen(cause)?.time ?? Number.NaN)
  return lead >= 0 && lead <= NEAR_US
}

/** They share an entity, one names the other's, or they stand in the same source. */
export function areRelated(a: Candidate, b: Candidate): boolean {
  const sources = new Set(a.findings.map((finding) => finding.sourceId))
  if (b.findings.some((finding) => sources.has(finding.sourceId))) return true
  return namesOf(a).some((name) => mentions(b, name)) || namesOf(b).some((name) => mentions(a, name))
}

/** The effect cannot reach something, and that is the thing in which the cause was found. */
function isBlamedBy(cause: Candidate, effect: Candidate, hosts: Context['hosts']): boolean {
  if (!BLAMING.has(effect.mode) || BLAMING.has(cause.mode) || effect.entity === undefined) return false
  const name = hosts.get(effect.entity)?.entities[1] ?? effect.entity
  if (servesPort(cause, effect.entity)) return true
  const known = [...namesOf(cause), ...cause.findings.map(sourceOf)].map((name) => name.toLowerCase())
  return calledNames(name).some((called) => known.some((name) => name.includes(called)))
}

/** The host of an address; of a socket's path the folders and the file that a program names after itself: `/run/mysqld/mysqld.sock`. */
function calledNames(address: string): string[] {
  const parts = SOCKET_PATH.test(address) ? address.split('/').map((part) => part.split('.')[0] ?? '') : address.split(/[.:/]/, 1)
  return parts.map((part) => part.toLowerCase()).filter((part) => part.length > 3 && !SHARED_FOLDERS.has(part))
}
const SOCKET_PATH = /^(?:unix:)?\//
const SHARED_FOLDERS = new Set(['unix:', 'sock', 'socket', 'sockets', 'private', 'user', 'local', 'shared', 'home', 'data'])

/** A fault of the program that is known to listen on the port, by its file or a name in it: `10.0.0.5:5432` or `/run/x/.s.PGSQL.5432`, and `postgresql.log`. */
function servesPort(cause: Candidate, address: string): boolean {
  const port = /[:.](\d{2,5})$/.exec(address)?.[1]
  const names = SERVERS.get(Number(port)) ?? []
  return [...namesOf(cause), ...cause.findings.map(sourceOf)].some((known) =>
    names.some((name) => known.toLowerCase().includes(name)),
  )
}

/** Names of programs in the names of their files, by the port that is registered for them. */
const SERVERS = new Map<number, readonly string[]>([
  [1521, ['oracle']],
  [2379, ['etcd']],
  [3306, ['mysql', 'mariadb']],
  [5432, ['postgres', 'pgsql']],
  [5672, ['rabbit']],
  [6379, ['redis', 'valkey']],
  [9042, ['cassandra']],
  [9092, ['kafka']],
  [9200, ['elastic', 'opensearch']],
  [11_211, ['memcached']],
  [27_017, ['mongo']],
])

function namesOf({ entity, findings }: Candidate): string[] {
  const names = [entity ?? '', ...findings.slice(0, 4).flatMap((finding) => finding.entities)]
  return [...new Set(names)].filter((name) => name.length > 3)
}

function mentions({ findings }: Candidate, name: string): boolean {
  return findings.slice(0, 4).some((finding) => textOfFinding(finding).includes(name))
}

function sourceOf(finding: Finding): string {
  const citation = finding.citations[0]
  return citation && citation.kind !== 'search' ? citation.sourceName : ''
}

/** When it was first seen in earnest: a stray record of the morning is not the beginning of the outage at noon. */
function firstSeen({ findings, main }: Candidate): { readonly time: number; readonly sourceId: string } | undefined {
  const earnest = findings.filter(({ score }) => score >= main.score * EARNEST)
  const seen = earnest.flatMap(({ interval, sourceId }) => (interval ? [{ time: fromInstant(interval.from), sourceId }] : []))
  return seen.toSorted((a, b) => a.time - b.time)[0]
}
