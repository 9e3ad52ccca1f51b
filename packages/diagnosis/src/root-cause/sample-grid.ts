import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { EntitySeries, TimeWindow } from './input.ts'
import { middle } from './numbers.ts'
import { readMeaning, type MetricMeaning } from './metric-meaning.ts'

/** A series on common rows; NaN where it has no sample. */
export type GridSeries = {
  readonly entity: string
  readonly metric: string
  readonly meaning: MetricMeaning
  readonly values: Float64Array
}

/** All series on one clock: `times` ascending, one row a time. */
export type SampleGrid = {
  readonly times: readonly Microseconds[]
  /** Usual distance of two rows. */
  readonly step: number
  readonly series: readonly GridSeries[]
}

const USUAL_STEP_US = 60_000_000
/** Cells of all series together; more are brought to fewer rows. */
const MOST_CELLS = 16 * 2 ** 20
const FEWEST_ROWS = 200

/**
 * Brings series to common rows. Samples are snapped to the usual distance of samples, or to twice that distance and so on until the grid
 * is small enough; the last sample of a row counts.
 */
export function alignSeries(all: readonly EntitySeries[], { mostCells = MOST_CELLS } = {}): SampleGrid {
  const longest = all.reduce<EntitySeries['samples']>((best, { samples }) => (samples.length > best.length ? samples : best), [])
  const steps = longest.slice(1).map(({ time }, index) => time - (longest[index]?.time ?? time))
  const origin = Math.round(longest[0]?.time ?? 0)
  const mostRows = Math.max(FEWEST_ROWS, mostCells / Math.max(1, all.length))
  let step = Math.max(1, Math.round(middle(steps.filter((value) => value > 0)) || USUAL_STEP_US))
  let found = findRows(all, origin, step)
  while (found.size > mostRows) found = findRows(all, origin, (step *= 2))
  const rows = [...found].toSorted((a, b) => a - b)
  const placeOf = new Map(rows.map((row, place) => [row, place]))
  const series = all.map(({ entity, metric, samples }) => {
    const values = new Float64Array(rows.length).fill(Number.NaN)
    for (const { time, value } of samples) values[placeOf.get(Math.round((time - origin) / step)) ?? 0] = value
    return { entity, metric, meaning: readMeaning(metric), values }
  })
  return { times: rows.map((row) => microseconds(origin + row * step)), step, series }
}

function findRows(all: readonly EntitySeries[], origin: number, step: number): Set<number> {
  const rows = new Set<number>()
  for (const { samples } of all) for (const { time } of samples) rows.add(Math.round((time - origin) / step))
  return rows
}

/** Rows of a window, `[from, to)`. */
export function rowsOf({ times, step }: SampleGrid, { start, end }: TimeWindow): readonly [number, number] {
  const from = times.findIndex((time) => time >= start - step / 2)
  if (from < 0) return [times.length, times.length]
  const after = times.findIndex((time) => time > end + step / 2)
  return [from, after < 0 ? times.length : after]
}
