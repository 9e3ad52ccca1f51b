import type { SlowStatement } from '@faultmaven/commands'
import { median } from '@faultmaven/metrics'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'

const MIN_RUNS = 3
/** Share of the time of all slow statements. */
const MOST = 0.4
/** Rows looked at for each row given back: an index would read about as many as it gives. */
const WASTEFUL = 1000
const FAST = 0.1
/** Seconds from which a statement keeps people waiting; below, a slow log merely has a low threshold. */
const LONG = 1

/** The statement that takes most of the time of a slow log, how it is run, and what it reads for what it gives back. */
export function examineStatements(statements: readonly SlowStatement[], sourceName: string): DraftFinding[] {
  const groups = new Map<string, SlowStatement[]>()
  for (const one of statements) groups.set(one.shape, [...(groups.get(one.shape) ?? []), one])
  const timeOf = (runs: readonly SlowStatement[]) => runs.reduce((sum, { seconds }) => sum + seconds, 0)
  const total = timeOf(statements)
  const [worst] = [...groups.values()].toSorted((a, b) => timeOf(b) - timeOf(a))
  const [first] = worst ?? []
  if (!worst || !first || worst.length < MIN_RUNS || timeOf(worst) < total * MOST) return []
  const seconds = median(worst.map((run) => run.seconds))
  if (seconds < FAST) return []
  const examined = median(worst.flatMap((run) => run.examined ?? []))
  const returned = median(worst.flatMap((run) => run.returned ?? []))
  const isScan = /COLLSCAN/.test(first.plan ?? '') || examined >= WASTEFUL * Math.max(1, returned)
  const slowest = worst.toSorted((a, b) => b.seconds - a.seconds)[0] ?? first
  const reads =
    examined > 0
      ? `, each reads ${Math.round(examined)} rows or documents${returned > 0 ? ` to give back ${Math.round(returned)}` : ''}`
      : ''
  const share = Math.round((100 * timeOf(worst)) / total)
  return [
    {
      sourceName,
      kind: 'state',
      check: 'slow-statements',
      title: clip(
        `${isScan ? 'A full scan without a fitting index' : 'One statement'} takes ${share}% of the time of all slow statements: ${clip(first.shape, 90)}`,
        200,
      ),
      score: isScan || first.isExclusive ? 0.64 : seconds >= LONG ? 0.5 : 0.3,
      severity: 'error',
      count: worst.length,
      entities: [],
      fault: plainFault('query', isScan ? 'unindexed' : 'slow', {
        blames: 'resource',
        cause: clip(first.shape, 160),
        magnitude: { value: seconds, unit: 'seconds' },
      }),
      details: [
        `${worst.length} runs of ${Number(seconds.toFixed(1))} s each${reads}`,
        ...(first.isExclusive ? ['Redis runs one command at a time: meanwhile all others wait'] : []),
      ],
      places: [slowest, first, worst.at(-1) ?? first].map(({ line }) => ({ line })),
      predicates: [slowest, first].map(({ line, text }) => ({ name: 'present', literals: [text], lines: [line] })),
    },
  ]
}
