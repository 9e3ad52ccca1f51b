import type { IdSketch } from '@faultmaven/logs'
import { describeOffset } from './describe-offset.ts'
import { estimateOffset, type Offset } from './estimate-offset.ts'

/** A source with a clock of its own. */
export type ClockedSource = {
  readonly id: string
  readonly name: string
  readonly zone: 'stated' | 'assumed-utc' | 'none'
  /** What its stamps are rounded to, milliseconds. */
  readonly resolutionMs: number
  readonly ids: IdSketch
}

/** What puts a source on the clock of its group's reference. */
export type Alignment = {
  /** The source whose clock is kept; itself for the reference. Sources of different references are not aligned to each other. */
  readonly referenceId: string
  /** To be added to the source's own times, whole microseconds. */
  readonly correctionUs: number
  /** Half-width against the reference, milliseconds. */
  readonly uncertaintyMs: number
  /** With the source that it was compared with; 0 for the reference. */
  readonly sharedIds: number
  /** The reference states its zone, so that this one's is known, too. */
  readonly isZoneKnown: boolean
  readonly notes: readonly string[]
}

type Edge = { readonly a: number; readonly b: number; readonly offset: Offset }

/** Sources compared: those with most identifiers. A bundle of thousands of logs has few that tell of the same requests. */
const MAX_SOURCES = 128
/** A value that stands in more sources is a name. */
const MAX_SHARING = 16
const MIN_SHARED = 4
/** Comparing a pair takes up to five milliseconds. */
const MAX_PAIRS = 400
/** More than any uncertainty. */
const APART_MS = 1e12

/**
 * Puts sources that share identifiers on one clock: pairs are compared, and along the most certain of them each source is related to a
 * reference: one that states its zone, and of these the one that most others agree with. Sources that share nothing with others are
 * not in the answer: nothing is known of how their clocks differ.
 */
export function alignClocks(sources: readonly ClockedSource[]): ReadonlyMap<string, Alignment> {
  const compared = sources
    .filter(({ zone, ids }) => zone !== 'none' && ids.length >= MIN_SHARED)
    .toSorted((a, b) => b.ids.length - a.ids.length)
    .slice(0, MAX_SOURCES)
  const edges = pairsToCompare(compared).flatMap(([a, b]): Edge[] => {
    const offset = estimateOffset(toClocked(compared[a]!), toClocked(compared[b]!))
    return offset === undefined ? [] : [{ a, b, offset }]
  })
  const aligned = new Map<string, Alignment>()
  while (true) {
    const reference = bestReference(compared, edges, aligned)
    if (reference === undefined) return aligned
    spread(reference, { compared, edges, aligned })
  }
}

function toClocked({ ids, zone, resolutionMs }: ClockedSource) {
  return { ids, hasZone: zone === 'stated', resolutionUs: resolutionMs * 1000 }
}

/** Pairs that share at least four values that are not in many sources. */
function pairsToCompare(sources: readonly ClockedSource[]): (readonly [number, number])[] {
  const holders = new Map<number, number[]>()
  for (const [index, { ids }] of sources.entries()) {
    for (const { key } of ids) {
      const known = holders.get(key)
      if (known === undefined) holders.set(key, [index])
      else known.push(index)
    }
  }
  const counts = new Map<number, number>()
  for (const holding of holders.values()) {
    if (holding.length < 2 || holding.length > MAX_SHARING) continue
    for (const [at, a] of holding.entries()) {
      for (const b of holding.slice(at + 1)) {
        const pair = a * MAX_SOURCES + b
        counts.set(pair, (counts.get(pair) ?? 0) + 1)
      }
    }
  }
  return [...counts]
    .filter(([, count]) => count >= MIN_SHARED)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MAX_PAIRS)
    .map(([pair]) => [Math.floor(pair / MAX_SOURCES), pair % MAX_SOURCES])
}

/** Of the sources that are not aligned yet: a zone of its own, then the identifiers that agree with it, then those that do not. */
function bestReference(
  compared: readonly ClockedSource[],
  edges: readonly Edge[],
  aligned: ReadonlyMap<string, Alignment>,
): number | undefined {
  let best: { index: number; rank: readonly number[] } | undefined
  for (const [index, { id, zone }] of compared.entries()) {
    const own = edges.filter(({ a, b }) => a === index || b === index)
    if (own.length === 0 || aligned.has(id)) continue
    const weigh = (some: readonly Edge[]) => some.reduce((sum, { offset }) => sum + offset.sharedIds, 0)
    const agreeing = own.filter(({ offset }) => offset.zoneUs === 0 && offset.skewUs === 0)
    const rank = [zone === 'stated' ? 1 : 0, weigh(agreeing), weigh(own)]
    if (best === undefined || isAbove(rank, best.rank)) best = { index, rank }
  }
  return best?.index
}

function isAbove(rank: readonly number[], other: readonly number[]): boolean {
  const differs = rank.findIndex((value, at) => value !== other[at])
  return differs >= 0 && rank[differs]! > other[differs]!
}

type Graph = {
  readonly compared: readonly ClockedSource[]
  readonly edges: readonly Edge[]
  readonly aligned: Map<string, Alignment>
}

/** Prim's tree from the reference: along pairs whose clocks agree, then along the least uncertain of the others. */
function spread(reference: number, { compared, edges, aligned }: Graph): void {
  const root = compared[reference]!
  const isZoneKnown = root.zone === 'stated'
  const base = { referenceId: root.id, isZoneKnown }
  aligned.set(root.id, { ...base, correctionUs: 0, uncertaintyMs: 0, sharedIds: 0, notes: [] })
  while (true) {
    const next = leastUncertain({ compared, edges, aligned }, root.id)
    if (next === undefined) return
    const [known, added] = [compared[next.known]!, compared[next.added]!]
    const before = aligned.get(known.id)!
    // `offset` is how far the added clock is ahead of the known one.
    const { offset } = next
    aligned.set(added.id, {
      ...base,
      correctionUs: before.correctionUs - Math.round(offset.zoneUs + offset.skewUs),
      uncertaintyMs: before.uncertaintyMs + offset.uncertaintyUs / 1000,
      sharedIds: offset.sharedIds,
      notes: describeOffset({ name: added.name, other: known.name, offset, isZoneKnown, hasZone: added.zone === 'stated' }),
    })
  }
}

function leastUncertain({ compared, edges, aligned }: Graph, rootId: string) {
  let best: { readonly known: number; readonly added: number; readonly offset: Offset; readonly total: number } | undefined
  for (const { a, b, offset } of edges) {
    const [ofA, ofB] = [aligned.get(compared[a]!.id), aligned.get(compared[b]!.id)]
    const [known, added, before] = ofA?.referenceId === rootId ? [a, b, ofA] : [b, a, ofB]
    if (before?.referenceId !== rootId || aligned.has(compared[added]!.id)) continue
    const isApart = offset.skewUs !== 0 || offset.zoneUs !== 0
    const total = before.uncertaintyMs + offset.uncertaintyUs / 1000 + (isApart ? APART_MS : 0)
    if (best !== undefined && total >= best.total) continue
    best = { known, added, total, offset: known === a ? offset : reversed(offset) }
  }
  return best
}

function reversed(offset: Offset): Offset {
  return { ...offset, zoneUs: -offset.zoneUs, skewUs: -offset.skewUs }
}
