import type { CallForest } from './call-tree.ts'
import { roundWindow, type EntityLog, type RootCauseInput, type TimeWindow } from './input.ts'
import { isFaulty } from './log-message.ts'
import { clamp, quantile, sortFinite } from './numbers.ts'
import type { SampleGrid } from './sample-grid.ts'
import { scaleSeries } from './series-scale.ts'

/** Deviations below this are noise; those above the second count no more than it. */
const NOTABLE = 2.5
const MOST = 10
const SHORTEST_ROWS = 3
const LONGEST_SHARE = 1 / 3
/** Levels, as parts of the worst row, above which a stretch is looked for. */
const LEVELS = [0.1, 0.3, 0.6]
const STRETCHES = 2
/** What people upload has often just happened: the last rows are always looked at. */
const LAST_ROWS = [3, 5, 8]
const MOST_WINDOWS = 10
const TRACE_ROWS = 40

/**
 * Stretches of time in which something may have gone wrong: where the symptom, or without one many series together, left their usual
 * range; where traces took longer or shorter than others of their operation, failed or logged faults; and the end of the data. At most ten.
 */
export function proposeWindows(input: RootCauseInput, grid: SampleGrid, forest: CallForest): TimeWindow[] {
  const rows = grid.times.length >= 2 * SHORTEST_ROWS ? grid.times.map(Number) : []
  const windows: TimeWindow[] = []
  const slow = pressureOfTraces(forest, input.logs)
  for (const length of LAST_ROWS) {
    if (rows.length > 3 * length) windows.push(windowOf(rows, rows.length - length, rows.length, grid.step))
    else if (slow.times.length > 3 * length)
      windows.push(windowOf(slow.times, slow.times.length - length, slow.times.length, slow.step))
  }
  if (rows.length > 0) {
    const pressure = pressureOfSeries(input, grid)
    for (const [from, to] of stretches(pressure)) windows.push(windowOf(rows, from, to, grid.step))
  }
  for (const [from, to] of stretches(slow.pressure).slice(0, 3)) windows.push(windowOf(slow.times, from, to, slow.step))
  const unique = new Map(windows.map((window) => [`${window.start} ${window.end}`, window]))
  return [...unique.values()].slice(0, MOST_WINDOWS)
}

function windowOf(times: readonly number[], from: number, to: number, step: number): TimeWindow {
  return roundWindow({ start: times[from] ?? 0, end: (times[to - 1] ?? 0) + step - 1 })
}

function pressureOfSeries({ symptom }: RootCauseInput, grid: SampleGrid): Float64Array {
  const all = grid.times.map((_, row) => row)
  const loads = new Map(grid.series.filter(({ meaning }) => meaning === 'load').map(({ entity, values }) => [entity, values]))
  const service = grid.series.filter(({ meaning }) => SERVICE.has(meaning))
  const noticed = service.filter(({ entity, metric }) => entity === symptom?.entity && metric === symptom.metric)
  const pressure = new Float64Array(grid.times.length)
  for (const series of noticed.length > 0 ? noticed : service) {
    const scaled = scaleSeries(series, loads.get(series.entity), all)
    const sorted = sortFinite(scaled?.values ?? [])
    if (!scaled || sorted.length < 2 * SHORTEST_ROWS) continue
    const usual = quantile(sorted, 0.5)
    const spread = Math.max(
      (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.35,
      (quantile(sorted, 0.9) - quantile(sorted, 0.1)) / 2.56,
      scaled.least,
    )
    scaled.values.forEach((value, row) => {
      if (Number.isFinite(value))
        pressure[row] = (pressure[row] ?? 0) + Math.max(0, clamp((value - usual) / spread, 0, MOST) - NOTABLE)
    })
  }
  return pressure
}

const SERVICE: ReadonlySet<string> = new Set(['cpu', 'latency', 'errors', 'availability'])

/** How unusual root durations are, long or short, with failures and faulty records, in equal parts of the time that the traces cover. */
function pressureOfTraces(
  { nodes, starts }: CallForest,
  logs: readonly EntityLog[],
): { pressure: Float64Array; times: number[]; step: number } {
  const first = starts.reduce((least, start) => Math.min(least, start), Number.POSITIVE_INFINITY)
  const last = starts.reduce((most, start) => Math.max(most, start), 0)
  const step = Math.max(1, Math.ceil((last - first) / TRACE_ROWS))
  const pressure = new Float64Array(starts.length > 2 * SHORTEST_ROWS ? TRACE_ROWS : 0)
  const counts = new Float64Array(pressure.length)
  const byOperation = new Map<string, (typeof nodes)[number][]>()
  for (const node of nodes) {
    if (node.parent) continue
    const key = `${node.span.service}\0${node.span.name}`
    const known = byOperation.get(key)
    if (known) known.push(node)
    else byOperation.set(key, [node])
  }
  for (const roots of byOperation.values()) {
    const sorted = sortFinite(roots.map(({ duration }) => Math.log(duration + 500)))
    const usual = quantile(sorted, 0.5)
    const spread = Math.max((quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.35, 0.3)
    for (const { span, duration, trace } of roots) {
      const row = Math.min(pressure.length - 1, Math.floor(((starts[trace] ?? first) - first) / step))
      if (row < 0) continue
      pressure[row] =
        (pressure[row] ?? 0) +
        clamp(Math.abs(Math.log(duration + 500) - usual) / spread, 0, MOST) +
        (span.status === 'error' ? NOTABLE : 0)
      counts[row] = (counts[row] ?? 0) + 1
    }
  }
  for (const log of logs) {
    const row = Math.floor((log.time - first) / step)
    if (row >= 0 && row < pressure.length && isFaulty(log)) pressure[row] = (pressure[row] ?? 0) + NOTABLE
  }
  return {
    pressure: pressure.map((sum, row) => sum / Math.max(1, counts[row] ?? 0)),
    times: Array.from(pressure, (_, row) => first + row * step),
    step,
  }
}

/** Stretches whose rows lie above a level in sum (Kadane), for each level the best ones that do not overlap. */
function stretches(pressure: Float64Array): (readonly [number, number])[] {
  const worst = pressure.reduce((most, value) => Math.max(most, value), 0)
  if (worst <= 0) return []
  const found: (readonly [number, number])[] = []
  for (const level of LEVELS) {
    const above = pressure.map((value) => value / worst - level)
    for (let count = 0; count < STRETCHES; count += 1) {
      const [from, to, sum] = bestStretch(above)
      if (sum <= 0) break
      above.fill(Number.NEGATIVE_INFINITY, from, to)
      if (to - from > pressure.length * LONGEST_SHARE) continue
      found.push(widen(from, to, pressure.length))
    }
  }
  return found
}

function bestStretch(above: Float64Array): readonly [number, number, number] {
  let best: readonly [number, number, number] = [0, 0, 0]
  let sum = 0
  let from = 0
  above.forEach((value, row) => {
    if (sum <= 0) {
      sum = 0
      from = row
    }
    sum += value
    if (sum > best[2]) best = [from, row + 1, sum]
  })
  return best
}

/** A single row is no window: it takes its neighbours. */
function widen(from: number, to: number, rows: number): readonly [number, number] {
  const missing = Math.max(0, SHORTEST_ROWS - (to - from))
  const start = Math.max(0, Math.min(from - Math.floor(missing / 2), rows - SHORTEST_ROWS))
  return [start, Math.max(to, start + Math.min(rows, SHORTEST_ROWS))]
}
