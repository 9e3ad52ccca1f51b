import type { LogDigest } from '@faultmaven/logs'
import { compareSeverity, type Severity, toInstant } from '@faultmaven/signals'
import type { DraftFinding } from '../draft.ts'

const CALM_SCORE = 0.5
const CONTENT_SCORE = 0.1
const MIN_RECORDS = 10

/**
 * What a log holds as a whole: records, time and the worst severity, with lines of that one. It is good news when levels are written and none
 * is above `info`.
 * @returns undefined for a log of fewer than ten records
 */
export function overviewOf({ templates, coverage, from, to }: LogDigest, sourceName: string): DraftFinding | undefined {
  const largest = templates.toSorted((a, b) => b.count - a.count)[0]
  if (!largest || coverage.records < MIN_RECORDS) return undefined
  const counts = countSeverities(templates)
  const worst = [...counts.keys()].toSorted(compareSeverity).at(-1)
  const calm = worst !== undefined && compareSeverity(worst, 'info') <= 0 && levelled(counts) > coverage.records * 0.5
  const shown = calm || worst === undefined ? largest : (templates.find(({ severity }) => severity === worst) ?? largest)
  const lines = [...new Set([shown.firstLine, shown.lastLine])]
  const time = from !== undefined && to !== undefined ? { from: toInstant(from), to: toInstant(to) } : undefined
  return {
    sourceName,
    kind: 'healthy',
    check: 'contents',
    title: `${coverage.records} records of ${sourceName}, ${calm ? `all of level ${worst} or below` : worstText(counts)}`,
    score: calm ? CALM_SCORE : CONTENT_SCORE,
    count: coverage.records,
    ...(time && { interval: time }),
    entities: [],
    details: ['contents'],
    places: lines.map((line) => ({ line })),
    predicates: [
      { name: 'present', literals: shown.literals.filter((literal) => literal.trim().length > 1).slice(0, 12), lines },
    ],
  }
}

function countSeverities(templates: LogDigest['templates']): Map<Severity, number> {
  const counts = new Map<Severity, number>()
  for (const { severity, count } of templates) if (severity) counts.set(severity, (counts.get(severity) ?? 0) + count)
  return counts
}

function levelled(counts: ReadonlyMap<Severity, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function worstText(counts: ReadonlyMap<Severity, number>): string {
  const parts = (['fatal', 'error', 'warn'] as const).flatMap((severity) =>
    counts.has(severity) ? [`${counts.get(severity)} of level ${severity}`] : [],
  )
  return parts.length > 0 ? parts.join(', ') : 'without levels'
}
