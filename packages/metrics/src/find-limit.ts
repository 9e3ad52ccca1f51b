import type { Measure, MeasureKind } from './measure.ts'

/** Amounts that something hands out up to a number: at that number they stop dead. */
const HANDED_OUT = new Set<MeasureKind>(['pool', 'concurrency', 'connections', 'threads', 'descriptors', 'tracked-connections'])
const MIN_RUN = 5
const MIN_SHARE = 0.1

/**
 * Where an amount reached its highest value and never left it again: a limit, as nothing that varied before stands still by itself.
 * @returns the index of the first value of the last run; undefined where the end is no such run
 */
export function findLimit(values: readonly number[], { kind, scale }: Measure): number | undefined {
  if (!HANDED_OUT.has(kind) || scale !== 'number') return undefined
  const limit = values.at(-1) ?? 0
  let start = values.length
  while (start > 0 && values[start - 1] === limit) start -= 1
  const before = values.slice(0, start)
  const run = values.length - start
  if (run < Math.max(MIN_RUN, values.length * MIN_SHARE) || before.length < MIN_RUN || limit <= 1) return undefined
  return before.every((value) => value < limit) && new Set(before).size > 1 ? start : undefined
}
