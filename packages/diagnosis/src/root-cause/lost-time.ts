import type { CallForest } from './call-tree.ts'
import { createNull, type EmpiricalNull } from './empirical-null.ts'
import type { Evidence } from './evidence.ts'
import { quantile } from './numbers.ts'
import { createPooledExcess } from './pooled-excess.ts'
import { standardDifference } from './standard-difference.ts'
import type { TraceLabels } from './trace-labels.ts'

/** Own times of one operation, or of one operation's way to a peer. */
export type TimedOperation = {
  readonly entity: string
  readonly peer?: string
  readonly operation: string
  /** Ascending. */
  readonly times: readonly number[]
  readonly traces: readonly number[]
  /** Of each time among all of the operation, from -0.5 (shortest) to 0.5; equal times share one. */
  readonly ranks: readonly number[]
}
type Loss = {
  /** Microseconds that suspect traces lost here. */
  readonly lost: number
  /** Median of ordinary times. */
  readonly usual: number
  /** Median of suspect times over that of ordinary ones. */
  readonly ratio: number
}
type Timed = TimedOperation & Loss

/** Less than this, a trace, is nobody's incident. */
const LEAST_LOST_US = 10_000
/** Times within this of the usual are not lost. */
const SLACK_US = 3000
/** Added to both sides of a ratio of times: less than this is below what clocks and schedulers tell apart. */
const FLAT_US = 500
/** No operation outvotes others by its volume when an entity is judged by its ways. */
const MOST_VOTES = 10
/** What a slow way says about an end of it of which every other way is as usual. */
const ANY_END = 0.2
/** From this ratio on a way counts as slow. */
const SLOW = 1.5

/**
 * Evidence from times of spans: each span's own time is either work of its entity or, where it calls another one, the way there and back
 * (the client's duration without the server's). Whether an entity is slower is decided by ranks within each operation, so that neither
 * another mix of operations nor one stray time decides, and of operations that are seldom called by how far they left their usual time;
 * how much it matters is its part of all the time that suspect traces lost.
 * A slow way is charged to the end most of whose ways are slow.
 * @see van Elteren, "On the combination of independent two-sample tests of Wilcoxon", 1960: ranks within strata
 */
export function judgeTimes(operations: readonly TimedOperation[], labels: TraceLabels): Evidence[] {
  const timed = operations.flatMap((operation) => {
    const loss = measure(operation, labels.suspect)
    return loss ? [{ ...operation, ...loss }] : []
  })
  const whole = timed.reduce((sum, { lost }) => sum + lost, 0) + LEAST_LOST_US * Math.max(1, labels.suspects)
  const work = byEntity(timed.filter(({ peer }) => peer === undefined).map((group) => [group.entity, group]))
  const ways = byEntity(
    timed.flatMap((group) =>
      group.peer === undefined
        ? []
        : [
            [group.entity, group],
            [group.peer, group],
          ],
    ),
  )
  return [...judgeEntities(work, labels, whole, describeWork), ...judgeEntities(ways, labels, whole, describeWay)]
}

/** Own times by entity, peer and operation. */
export function timeOperations({ nodes }: CallForest): TimedOperation[] {
  const found = new Map<string, { entity: string; peer?: string; operation: string; spans: { time: number; trace: number }[] }>()
  for (const { span, peer, ownTime, trace } of nodes) {
    const key = `${span.service}\0${peer ?? ''}\0${span.name}`
    const known = found.get(key) ?? {
      entity: span.service,
      ...(peer === undefined ? {} : { peer }),
      operation: span.name,
      spans: [],
    }
    found.set(key, known)
    known.spans.push({ time: ownTime, trace })
  }
  return [...found.values()].map(({ spans, ...operation }) => {
    spans.sort((a, b) => a.time - b.time)
    const times = spans.map(({ time }) => time)
    return { ...operation, times, traces: spans.map(({ trace }) => trace), ranks: rankTimes(times) }
  })
}

type Described = (
  groups: readonly Timed[],
  share: number,
  entity: string,
) => Pick<Evidence, 'kind' | 'statement'> & { readonly part: number }

function judgeEntities(
  entities: ReadonlyMap<string, readonly Timed[]>,
  labels: TraceLabels,
  whole: number,
  describe: Described,
): Evidence[] {
  const perTrace = new Map([...entities].map(([entity, groups]) => [entity, ranksByTrace(groups)]))
  const ranked: EmpiricalNull = createNull(
    labels.shuffled.flatMap((drawn) => [...perTrace.values()].map((ranks) => standardDifference(ranks, drawn))),
  )
  // A way belongs to both of its ends.
  const different = [...new Set([...entities.values()].flat())]
  const losses = createNull(
    labels.shuffled.flatMap((drawn) => {
      const lost = new Map(different.map((group) => [group, measure(group, drawn)?.lost ?? 0]))
      return [...entities.values()].map(
        (groups) => groups.reduce((sum, group) => sum + (lost.get(group) ?? 0), 0) / LEAST_LOST_US,
      )
    }),
    { least: 0.5 },
  )
  const excesses = new Map([...entities].map(([entity, groups]) => [entity, excessByTrace(groups)]))
  const pooled = createPooledExcess(excesses.values(), labels.suspect)
  return [...entities].flatMap(([entity, groups]) => {
    const lost = groups.reduce((sum, group) => sum + group.lost, 0)
    const shift = standardDifference(perTrace.get(entity) ?? new Map<number, number>(), labels.suspect)
    const surprise = Math.max(
      ranked.surprise(shift, entities.size),
      losses.surprise(lost / LEAST_LOST_US, entities.size),
      pooled.surprise(excesses.get(entity) ?? new Map<number, number>(), entities.size),
    )
    if (surprise <= 0 || lost <= 0) return []
    const { part, ...described } = describe(groups, lost / whole, entity)
    return [
      {
        entity,
        indicator: 'latency' as const,
        nats: surprise * Math.sqrt(lost / whole) * part,
        alone: surprise * Math.sqrt(lost / whole),
        ...described,
      },
    ]
  })
}

const describeWork: Described = (groups, share) => {
  const { operation, ratio } = mostLost(groups)
  return {
    kind: 'own-time',
    part: 1,
    statement: `own time of "${operation}" is ${ratio.toFixed(1)} times the usual; ${percent(share)} of all lost time`,
  }
}

const describeWay: Described = (groups, share, end) => {
  const { entity, peer, operation, ratio } = mostLost(groups)
  // Half by all of its ways, half by the side on which more is slow: one that is slow to answer may well call others as fast as ever.
  const sides = [groups.filter((group) => group.entity === end), groups.filter((group) => group.peer === end)]
  const slow = (slowShare(groups) + Math.max(...sides.map(slowShare))) / 2
  return {
    kind: 'edge-time',
    part: ANY_END + (1 - ANY_END) * slow,
    statement: `the way from ${entity} to ${peer} ("${operation}") takes ${ratio.toFixed(1)} times the usual; ${percent(share)} of all lost time, ${percent(slow)} of its ways slow`,
  }
}

/** Share of ways that are slow, a vote a call; 0 of none. */
function slowShare(groups: readonly Timed[]): number {
  const votes = (list: readonly Timed[]) => list.reduce((sum, { times }) => sum + Math.min(MOST_VOTES, times.length), 0)
  return votes(groups.filter((group) => group.lost > 0 && group.ratio > SLOW)) / Math.max(1, votes(groups))
}

function mostLost(groups: readonly Timed[]): Timed {
  return groups.reduce((most, group) => (group.lost > most.lost ? group : most))
}

function byEntity(pairs: readonly (readonly [string, Timed])[]): Map<string, Timed[]> {
  const found = new Map<string, Timed[]>()
  for (const [entity, group] of pairs) {
    const known = found.get(entity)
    if (known) known.push(group)
    else found.set(entity, [group])
  }
  return found
}

/** Mean rank of each trace over the groups. */
const ranksByTrace = (groups: readonly Timed[]) => meanByTrace(groups, ({ ranks }, index) => ranks[index] ?? 0)

/** Mean log of each trace's times over the usual ones. */
const excessByTrace = (groups: readonly Timed[]) =>
  meanByTrace(groups, ({ times, usual }, index) => Math.log(((times[index] ?? 0) + FLAT_US) / (usual + FLAT_US)))

function meanByTrace(groups: readonly Timed[], valueOf: (group: Timed, index: number) => number): ReadonlyMap<number, number> {
  const sums = new Map<number, [number, number]>()
  for (const group of groups) {
    group.traces.forEach((trace, index) => {
      const sum = sums.get(trace) ?? [0, 0]
      sums.set(trace, sum)
      sum[0] += valueOf(group, index)
      sum[1] += 1
    })
  }
  return new Map([...sums].map(([trace, [sum, count]]) => [trace, sum / count]))
}

/** @returns nothing for an operation that only suspect or only ordinary traces have */
function measure({ times, traces }: TimedOperation, labels: Uint8Array): Loss | undefined {
  let suspects = 0
  for (const trace of traces) suspects += labels[trace]!
  if (suspects === 0 || suspects === times.length) return undefined
  const usual = new Float64Array(times.length - suspects)
  const suspect = new Float64Array(suspects)
  let taken = 0
  for (let at = 0; at < times.length; at += 1) {
    const isSuspect = labels[traces[at]!] === 1
    if (isSuspect) suspect[taken] = times[at]!
    else usual[at - taken] = times[at]!
    taken += isSuspect ? 1 : 0
  }
  const median = quantile(usual, 0.5)
  const limit = Math.max(quantile(usual, 0.9), 1.5 * median) + SLACK_US
  const beyond = (ascending: Float64Array) => {
    let sum = 0
    for (let at = ascending.length - 1; at >= 0 && ascending[at]! > limit; at -= 1) sum += ascending[at]! - median
    return sum
  }
  const lost = Math.max(0, beyond(suspect) - (2 * beyond(usual) * suspect.length) / usual.length)
  return { lost, usual: median, ratio: (quantile(suspect, 0.5) + FLAT_US) / (median + FLAT_US) }
}

/** Midranks of ascending times: equal ones share the middle of their places. */
export function rankTimes(times: readonly number[]): number[] {
  const ranks: number[] = []
  for (let from = 0, to = 0; from < times.length; from = to) {
    while (to < times.length && times[to] === times[from]) to += 1
    for (let at = from; at < to; at += 1) ranks.push((from + to) / 2 / times.length - 0.5)
  }
  return ranks
}

const percent = (share: number) => `${Math.round(share * 100)} %`
