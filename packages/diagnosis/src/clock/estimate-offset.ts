import type { IdSketch } from '@faultmaven/logs'
import { findConcentration } from './concentration.ts'
import { sharedIds, type SharedId } from './shared-ids.ts'

/** A source whose clock is compared. */
export type ClockedIds = {
  readonly ids: IdSketch
  /** Its stamps state their zone. */
  readonly hasZone: boolean
  /** What its stamps are rounded to, microseconds. */
  readonly resolutionUs: number
}

/** How far the clock of `b` is ahead of that of `a`: by `zoneUs`, a zone that one of them does not state, and by `skewUs ± uncertaintyUs`. */
export type Offset = {
  readonly zoneUs: number
  readonly skewUs: number
  readonly uncertaintyUs: number
  /** Shared identifiers that say so, of one event each. */
  readonly sharedIds: number
}

const MIN_SHARED = 4
const QUARTER_US = 900_000_000
const MAX_ZONE_US = 14 * 3600 * 1e6
/** From so many times their spread on, differences are taken for clocks that differ, not for the time between cause and effect. */
const REGULAR = 5
/** Smaller ones are what calls take. */
const MIN_SKEW_US = 50_000

/**
 * Estimates how far two clocks are apart from the identifiers that stand in both sources.
 *
 * The same identifier stands in both at about the same moment, but not at the same: one log is written before the other, always the same
 * one maybe. What a source says of an identifier first and last encloses what its callee says of it; so each such identifier gives an
 * interval that holds the offset, as the exchange of NTP does. Where no source encloses the other, differences say as much as they
 * crowd: those far from zero for their spread are a difference of clocks, others may be delay and are left in the uncertainty.
 *
 * @returns undefined when they share too few, or their differences are what chance gives
 * @see RFC 5905 §8 for the interval of offsets; Cristian, "Probabilistic clock synchronization", 1989
 */
export function estimateOffset(a: ClockedIds, b: ClockedIds): Offset | undefined {
  const shared = sharedIds(a.ids, b.ids)
  if (shared.length < MIN_SHARED) return undefined
  const resolutionUs = a.resolutionUs + b.resolutionUs
  const cluster = findConcentration(
    shared.map(({ firstA }) => firstA),
    shared.map(({ firstB }) => firstB),
    { atLeast: MIN_SHARED, narrowest: resolutionUs },
  )
  if (cluster === undefined) return undefined
  const [from, to] = [cluster.from - cluster.width / 2, cluster.to + cluster.width / 2]
  const members = shared.filter(({ firstA, firstB }) => firstB - firstA >= from && firstB - firstA <= to)
  const middle = quantile(
    members.map(({ firstA, firstB }) => firstB - firstA),
    0.5,
  )
  const zoneUs = a.hasZone && b.hasZone ? 0 : zoneOf(middle)
  return { zoneUs, ...skewOf(members, zoneUs, resolutionUs), sharedIds: members.length }
}

function zoneOf(difference: number): number {
  const zone = Math.round(difference / QUARTER_US) * QUARTER_US
  return Math.abs(zone) <= MAX_ZONE_US ? zone : 0
}

function skewOf(members: readonly SharedId[], zoneUs: number, resolutionUs: number) {
  const enclosing = enclosed(members)
  const differences = members.map(({ firstA, firstB }) => firstB - firstA)
  const edges: readonly [number, number] = enclosing ?? [quantile(differences, 0.05), quantile(differences, 0.95)]
  const [low, high] = [edges[0] - zoneUs, edges[1] - zoneUs]
  const isAtZero = low - resolutionUs <= 0 && high + resolutionUs >= 0
  const distance = Math.min(Math.abs(low), Math.abs(high))
  const isFar = enclosing !== undefined || distance > REGULAR * (high - low)
  if (isAtZero || !isFar || distance < MIN_SKEW_US) {
    return { skewUs: 0, uncertaintyUs: Math.max(Math.abs(low), Math.abs(high)) + resolutionUs }
  }
  return { skewUs: (low + high) / 2, uncertaintyUs: (high - low) / 2 + resolutionUs }
}

/** The offsets that most identifiers allow, when one source tells of most of them before and after the other does. */
function enclosed(members: readonly SharedId[]): readonly [number, number] | undefined {
  const told = members.filter(({ firstA, lastA, firstB, lastB }) => lastA > firstA || lastB > firstB)
  if (told.length < MIN_SHARED || told.length * 2 < members.length) return undefined
  const edges = told.map(({ firstA, lastA, firstB, lastB }) => [firstB - firstA, lastB - lastA] as const)
  const low = quantile(
    edges.map(([x, y]) => Math.min(x, y)),
    0.9,
  )
  const high = quantile(
    edges.map(([x, y]) => Math.max(x, y)),
    0.1,
  )
  return low <= high ? [low, high] : undefined
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((x, y) => x - y)
  return sorted[Math.round((sorted.length - 1) * share)] ?? 0
}
