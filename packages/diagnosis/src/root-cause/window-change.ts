import { quantile } from './numbers.ts'

/** How far a series left its usual range in a window, and how far it does so anyway. */
export type WindowChange = {
  /** Deviation in units of what windows of that length usually differ by. */
  readonly score: number
  /** The same for the windows of ordinary time; where they are few, each judged without those it overlaps. */
  readonly ordinary: readonly number[]
  /** Statistic of the window and its usual value, in the series' own (transformed) unit. */
  readonly value: number
  readonly usual: number
  readonly spread: number
}

type Rows = {
  /** Rows of the window, `[from, to)`. */
  readonly window: readonly [number, number]
  /** Rows of ordinary time, ascending. */
  readonly ordinary: readonly number[]
  /** Differences smaller than this are nobody's incident. */
  readonly least: number
}

const MOST_WINDOWS = 300
/** Below this many windows each is judged without itself: a sample of few flatters its members. */
const FEW_WINDOWS = 80

/**
 * Compares a window with the windows of as many rows of ordinary time, of very many with some at equal distances; rows on both sides of a
 * gap count as neighbours. The statistic is the mean of the larger half of a window's
 * values: an incident need not fill its window. Larger means worse.
 * @returns nothing where the window or ordinary time has too few values
 */
export function measureChange(values: Float64Array, { window, ordinary, least }: Rows): WindowChange | undefined {
  const length = window[1] - window[0]
  const value = upperHalf(values.subarray(window[0], window[1]))
  const base = Float64Array.from(ordinary, (row) => values[row] ?? Number.NaN)
  if (Number.isNaN(value) || base.filter(Number.isFinite).length < 4) return undefined
  const stride = Math.max(1, Math.ceil((base.length - length + 1) / MOST_WINDOWS))
  const places: number[] = []
  const found: number[] = []
  for (let from = 0; from + length <= base.length; from += stride) {
    const statistic = upperHalf(base.subarray(from, from + length))
    if (Number.isNaN(statistic)) continue
    places.push(from)
    found.push(statistic)
  }
  if (found.length < 3) return undefined
  const points = base.filter(Number.isFinite).sort()
  const floor = Math.max(least, (0.25 * (quantile(points, 0.9) - quantile(points, 0.1))) / 2.56)
  const usualOf = (list: Float64Array) => {
    const usual = quantile(list, 0.5)
    const spread = Math.max((quantile(list, 0.9) - usual) / 1.28, (quantile(list, 0.75) - usual) / 0.674, floor)
    return { usual, spread }
  }
  const all = usualOf(Float64Array.from(found).sort())
  const scores = found.map((statistic, index) => {
    if (found.length > FEW_WINDOWS) return (statistic - all.usual) / all.spread
    const others = found.filter((_, other) => Math.abs((places[other] ?? 0) - (places[index] ?? 0)) >= length)
    const { usual, spread } = others.length < 3 ? all : usualOf(Float64Array.from(others).sort())
    return (statistic - usual) / spread
  })
  return { score: (value - all.usual) / all.spread, ordinary: scores, value, ...all }
}

function upperHalf(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort()
  if (sorted.length === 0) return Number.NaN
  const from = sorted.length - Math.ceil(sorted.length / 2)
  let sum = 0
  for (let index = from; index < sorted.length; index += 1) sum += sorted[index] ?? 0
  return sum / (sorted.length - from)
}
