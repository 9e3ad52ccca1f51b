import { calibrateThreshold, growIsolationForest, learnOneClassSvm, type Vector } from '@faultmaven/anomaly'
import type { Microseconds } from '@faultmaven/signals'
import type { LogDigest, Template } from '../digest.ts'

/** A stretch of a log whose mix of messages is unlike that of any other. */
export type OddWindow = {
  readonly firstLine: number
  readonly lastLine: number
  /** Of its first record and of the one after its last. */
  readonly from?: Microseconds
  readonly to?: Microseconds
  /** Comparable between files, [0, 1): how far beyond what chance would reach. */
  readonly score: number
  /** Messages that it has more or less of than others, most telling first: records within, and expected there. */
  readonly messages: readonly { readonly template: Template; readonly count: number; readonly expected: number }[]
}

/** Windows of equal bytes; with fewer of them nothing is usual. */
const WINDOWS = 64
const MIN_WINDOWS = 24
const MIN_RECORDS_EACH = 10
/** Learning takes a tenth of a second: not for each of a thousand small files. */
const MIN_RECORDS = 2000
/** Messages that are a dimension each, most frequent first; the rest is one together. */
const DIMENSIONS = 24
/** Share of windows that the machine may leave outside: the forest decides, the machine must agree. */
const NU = 0.1
const FOLDS = 10
/** Of finding an odd window in a log that has none. */
const CHANCE = 0.05
const MAX_MESSAGES = 5
const MAX_FOUND = 5

/**
 * Windows that an isolation forest and a one-class support vector machine both find unlike the others, oddest first. A window is the
 * counts of its messages, as square roots against what the whole log lets expect, so that chance moves each alike (Anscombe).
 * Thresholds come from the scores of all windows: a log without an odd window has none. It supports other findings; alone it is no cause.
 */
export function findOddWindows({ activity, templates }: Pick<LogDigest, 'activity' | 'templates'>): OddWindow[] {
  if (activity.records.reduce((sum, count) => sum + count, 0) < MIN_RECORDS) return []
  const windows = countWindows({ activity, templates })
  if (windows.length < MIN_WINDOWS) return []
  const vectors = windows.map(({ deviations }) => deviations)
  const { lonely, outside } = crossScore(vectors)
  const limit = calibrateThreshold(lonely, { chance: CHANCE })
  const usual = lonely.toSorted((a, b) => a - b)[lonely.length >> 1]!
  return windows
    .flatMap((window, at) => {
      if (lonely[at]! <= limit || outside[at]! <= 0) return []
      const excess = (lonely[at]! - limit) / Math.max(1e-9, limit - usual)
      return [toOdd(window, excess / (excess + 1), templates)]
    })
    .sort((a, b) => b.score - a.score || a.firstLine - b.firstLine)
    .slice(0, MAX_FOUND)
}

/** Each window is scored by what was learnt from the others: a tenth of them at a time is left out. */
function crossScore(vectors: readonly Vector[]) {
  const lonely: number[] = []
  const outside: number[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = vectors.filter((_, at) => at % FOLDS !== fold)
    const isolation = growIsolationForest(others)
    const border = learnOneClassSvm(others, { nu: NU })
    for (let at = fold; at < vectors.length; at += FOLDS) {
      lonely[at] = isolation(vectors[at]!)
      outside[at] = -border(vectors[at]!)
    }
  }
  return { lonely, outside }
}

type Window = Pick<OddWindow, 'firstLine' | 'lastLine' | 'from' | 'to'> & {
  readonly counts: Vector
  readonly expected: Vector
  readonly deviations: Vector
}

/** The counts of each window; the first and the last, which begin and end somewhere, are left out with those that hardly have any. */
function countWindows({ activity, templates }: Pick<LogDigest, 'activity' | 'templates'>): Window[] {
  const { records, firstLines, firstTimes } = activity
  const width = Math.ceil(records.length / WINDOWS)
  const size = Math.ceil(records.length / width)
  const total = Array.from({ length: size }, () => 0)
  records.forEach((count, bucket) => (total[Math.floor(bucket / width)]! += count))
  const all = total.reduce((sum, count) => sum + count, 0)
  const counts = total.map(() => Array.from({ length: DIMENSIONS + 1 }, () => 0))
  templates.forEach(({ id }, rank) => {
    const series = activity.templates.get(id)
    series?.buckets.forEach((bucket, at) => {
      counts[Math.floor(bucket / width)]![Math.min(rank, DIMENSIONS)]! += series.counts[at]!
    })
  })
  const sums = counts[0]!.map((_, dimension) => counts.reduce((sum, row) => sum + row[dimension]!, 0))
  return counts.flatMap((row, window): Window[] => {
    if (total[window]! < MIN_RECORDS_EACH || window === 0 || window === size - 1) return []
    const expected = sums.map((sum) => (sum * total[window]!) / all)
    const deviations = row.map((count, at) => 2 * (Math.sqrt(count + 3 / 8) - Math.sqrt(expected[at]! + 3 / 8)))
    const lastLine = (firstLines[(window + 1) * width] ?? firstLines.at(-1)!) - 1
    const [from, to] = [firstTimes[window * width], firstTimes[(window + 1) * width]]
    const times = from === undefined || to === undefined || to < from ? {} : { from, to }
    return [{ firstLine: firstLines[window * width]!, lastLine, ...times, counts: row, expected, deviations }]
  })
}

function toOdd(window: Window, score: number, templates: readonly Template[]): OddWindow {
  const { counts, expected, deviations, ...where } = window
  const telling = deviations
    .flatMap((deviation, at) => (at < DIMENSIONS && templates[at] !== undefined ? [{ deviation, at }] : []))
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
    .slice(0, MAX_MESSAGES)
  return {
    ...where,
    score,
    messages: telling.map(({ at }) => ({ template: templates[at]!, count: counts[at]!, expected: expected[at]! })),
  }
}
