import { ERROR_STATUS } from '../reading/span-columns.ts'
import type { Operations } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'

/** One operation calls another again and again within one span. */
export type RepeatedCalls = {
  /** `retry`: called again after it failed; `n-plus-1`: called in a row, one after the other, without a failure. */
  readonly kind: 'retry' | 'n-plus-1'
  readonly caller: number
  readonly callee: number
  readonly traces: number
  /** Spans of the caller in which it happens. */
  readonly callers: number
  readonly medianCalls: number
  readonly maxCalls: number
  /** Share of the callers' time that the calls take together. */
  readonly timeShare: number
  /** Spans of the caller's operation before the first in which it happens: many mean that it began. */
  readonly callersBefore: number
  /** When the first of its callers began, and the last, Unix microseconds. */
  readonly firstMicros: number
  readonly lastMicros: number
  /** For retries: callers whose last call went well. */
  readonly recovered: number
  /** The caller with most calls, and its calls (at most five). */
  readonly example: number
  readonly calls: readonly number[]
}

/** Fewer calls in a row may be meant so. */
const MIN_ROW = 5
/** Below this share of the caller's time nobody would notice. */
const MIN_TIME_SHARE = 0.1
const MAX_EXAMPLES = 5

type Found = Omit<RepeatedCalls, 'medianCalls' | 'timeShare' | 'traces' | 'callersBefore' | 'firstMicros' | 'lastMicros'> & {
  firstNs: number
  lastNs: number
  counts: number[]
  calleeNs: number
  callerNs: number
  traces: number
  lastTrace: number
}
type Run = { spans: number[]; failures: number; gapEnd: number; overlaps: number; timeNs: number }

/** Retries and rows of like calls, those that take most time first. */
export function findRepeatedCalls(forest: TraceForest, operations: Operations): readonly RepeatedCalls[] {
  const { columns, order, firstChild, nextSibling, startNs, baseMicros } = forest
  const found = new Map<string, { -readonly [Key in keyof Found]: Found[Key] }>()
  const runs = new Map<number, Run>()
  for (const caller of order) {
    const first = firstChild[caller]!
    if (first < 0 || nextSibling[first]! < 0) continue
    runs.clear()
    for (let child = first; child >= 0; child = nextSibling[child]!) {
      const run = runs.get(operations.of[child]!) ?? { spans: [], failures: 0, gapEnd: -Infinity, overlaps: 0, timeNs: 0 }
      runs.set(operations.of[child]!, run)
      if (startNs[child]! < run.gapEnd) run.overlaps += 1
      run.gapEnd = Math.max(run.gapEnd, startNs[child]! + columns.durationNs[child]!)
      run.timeNs += columns.durationNs[child]!
      if (columns.status[child] === ERROR_STATUS) run.failures += 1
      run.spans.push(child)
    }
    for (const [callee, run] of runs) {
      const kind = kindOf(run, columns.durationNs[caller]!)
      if (kind !== undefined) add(kind, caller, callee, run)
    }
  }
  return [...found.values()]
    .map(({ counts, calleeNs, callerNs, firstNs, lastNs, lastTrace: _lastTrace, ...rest }) => ({
      ...rest,
      callersBefore: order.reduce(
        (sum, span) => sum + Number(operations.of[span] === rest.caller && startNs[span]! < firstNs),
        0,
      ),
      firstMicros: baseMicros + firstNs / 1000,
      lastMicros: baseMicros + lastNs / 1000,
      medianCalls: counts.sort((a, b) => a - b)[counts.length >> 1] ?? 0,
      timeShare: callerNs > 0 ? Math.min(1, calleeNs / callerNs) : 0,
      weight: calleeNs,
    }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ weight: _weight, ...rest }) => rest)

  function kindOf({ spans, failures, overlaps, timeNs }: Run, callerNs: number): RepeatedCalls['kind'] | undefined {
    if (spans.length < 2) return undefined
    const failedBeforeLast = failures - (columns.status[spans.at(-1)!] === ERROR_STATUS ? 1 : 0)
    // Each call after a failed one, none beside it; where most went well it is a row with failures in it.
    if (failedBeforeLast > 0 && overlaps === 0 && failedBeforeLast >= (spans.length - 1) / 2) return 'retry'
    if (spans.length < MIN_ROW || failures > 0 || overlaps > spans.length / 5) return undefined
    return timeNs > 0 && timeNs >= callerNs * MIN_TIME_SHARE ? 'n-plus-1' : undefined
  }

  function add(kind: RepeatedCalls['kind'], caller: number, callee: number, { spans, timeNs }: Run): void {
    const callerOperation = operations.of[caller]!
    const key = `${kind} ${callerOperation} ${callee}`
    const entry = found.get(key) ?? {
      kind,
      caller: callerOperation,
      callee,
      callers: 0,
      maxCalls: 0,
      firstNs: Infinity,
      lastNs: -Infinity,
      recovered: 0,
      example: caller,
      calls: [],
      counts: [],
      calleeNs: 0,
      callerNs: 0,
      traces: 0,
      lastTrace: -1,
    }
    found.set(key, entry)
    entry.callers += 1
    entry.firstNs = Math.min(entry.firstNs, startNs[caller]!)
    entry.lastNs = Math.max(entry.lastNs, startNs[caller]!)
    entry.counts.push(spans.length)
    entry.calleeNs += timeNs
    entry.callerNs += columns.durationNs[caller]!
    if (columns.status[spans.at(-1)!] !== ERROR_STATUS) entry.recovered += 1
    if (entry.lastTrace !== columns.trace[caller]) entry.traces += 1
    entry.lastTrace = columns.trace[caller]!
    if (spans.length <= entry.maxCalls) return
    entry.maxCalls = spans.length
    entry.example = caller
    entry.calls = spans.slice(0, MAX_EXAMPLES)
  }
}
