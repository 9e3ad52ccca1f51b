import { ERROR_STATUS, type SpanColumns } from '../reading/span-columns.ts'
import { serviceOf, type TraceForest } from './trace-forest.ts'

/** What a service does under one name. */
export type Operation = { readonly service: string; readonly name: string }

/** Number of the operation of each span, and what the numbers are. */
export type Operations = { readonly of: Int32Array; readonly list: readonly Operation[] }

/** More names than this are one operation of their service: ids were written into them. */
const MAX_OPERATIONS = 5000
const OTHER = '(other operations)'
const MAX_NAMES = 2 ** 24

export function findOperations(columns: SpanColumns): Operations {
  const known = new Map<number, number>()
  const list: Operation[] = []
  const of = new Int32Array(columns.length)
  for (let span = 0; span < columns.length; span += 1) {
    const service = serviceOf(columns, span)
    let key = service * MAX_NAMES + columns.name[span]!
    if (list.length >= MAX_OPERATIONS && !known.has(key)) key = service * MAX_NAMES
    let operation = known.get(key)
    if (operation === undefined) {
      operation = list.length
      known.set(key, operation)
      const name = key === service * MAX_NAMES && columns.name[span] !== 0 ? OTHER : columns.texts.text(columns.name[span]!)
      list.push({ service: columns.texts.text(service), name })
    }
    of[span] = operation
  }
  return { of, list }
}

/** Rate, errors and durations of an operation. Durations in nanoseconds, exact quantiles. */
export type OperationRed = Operation & {
  readonly calls: number
  readonly errors: number
  readonly callsPerSecond: number
  readonly p50Ns: number
  readonly p95Ns: number
  readonly p99Ns: number
  readonly maxNs: number
  /** Time spent in it and in nothing that it called, over all its spans. */
  readonly selfNs: number
  /** Of it, what lies on the critical path of its trace. */
  readonly criticalNs: number
  /** A span as long as none other. */
  readonly slowest: number
}

/** Figures of every operation, the one with most time on critical paths first. */
export function redOf(
  forest: TraceForest,
  operations: Operations,
  { selfNs, criticalNs }: { readonly selfNs: Float64Array; readonly criticalNs: Float64Array },
): readonly OperationRed[] {
  const { columns, order, startNs } = forest
  const groups = groupSpans(order, operations)
  let [first, last] = [Infinity, 0]
  for (const span of order) {
    first = Math.min(first, startNs[span]!)
    last = Math.max(last, startNs[span]! + columns.durationNs[span]!)
  }
  const seconds = Math.max(1, (last - first) / 1e9)
  return operations.list
    .map((operation, number): OperationRed => {
      const spans = groups(number)
      const durations = Float64Array.from(spans, (span) => columns.durationNs[span]!).sort()
      return {
        ...operation,
        calls: spans.length,
        errors: spans.reduce((sum, span) => sum + (columns.status[span] === ERROR_STATUS ? 1 : 0), 0),
        callsPerSecond: spans.length / seconds,
        p50Ns: quantile(durations, 0.5),
        p95Ns: quantile(durations, 0.95),
        p99Ns: quantile(durations, 0.99),
        maxNs: durations.at(-1) ?? 0,
        selfNs: spans.reduce((sum, span) => sum + selfNs[span]!, 0),
        criticalNs: spans.reduce((sum, span) => sum + criticalNs[span]!, 0),
        slowest: spans.reduce(
          (slowest, span) => (columns.durationNs[span]! > columns.durationNs[slowest]! ? span : slowest),
          spans[0] ?? 0,
        ),
      }
    })
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.criticalNs - a.criticalNs)
}

/** The spans of each operation, in the order of `order`. */
function groupSpans(order: Int32Array, { of, list }: Operations): (operation: number) => Int32Array {
  const offsets = new Int32Array(list.length + 1)
  for (const span of order) offsets[of[span]! + 1]! += 1
  for (let at = 0; at < list.length; at += 1) offsets[at + 1]! += offsets[at]!
  const next = offsets.slice()
  const grouped = new Int32Array(order.length)
  for (const span of order) {
    const operation = of[span]!
    grouped[next[operation]!] = span
    next[operation]! += 1
  }
  return (operation) => grouped.subarray(offsets[operation], offsets[operation + 1])
}

/** The smallest value that the share of all is not above; 0 for none. @param sorted rising */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0] ?? 0
}
