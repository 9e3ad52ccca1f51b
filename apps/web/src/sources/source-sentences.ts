import type { ParseCoverage, Source, SourceKind } from '@faultmaven/contracts'
import { count, plural } from '../format/amounts.ts'

/** `18,000 lines = 17,900 records + 90 continuations + 10 blank + 0 skipped; header understood in 99.9% of the records`. */
export function coverageSentence(coverage: ParseCoverage, kind: SourceKind): string {
  const { lines, records, continuations, blank, skipped, recognised } = coverage
  const parts = [
    plural(records, 'record'),
    plural(continuations, 'continuation'),
    `${count(blank)} blank`,
    `${count(skipped)} skipped`,
  ]
  // 99.96% is not everything: the share is cut, not rounded.
  const share = Math.floor(recognised * 1000) / 10
  // Only the records of a log have a header.
  return `${plural(lines, 'line')} = ${parts.join(' + ')}${kind === 'log' && records > 0 ? `; header understood in ${share}% of the records` : ''}`
}

/** How the time stamps of a source were read. */
export function clockSentence({
  zone,
  yearAssumed,
  uncertaintyMs,
  notes: own = [],
  alignment,
}: NonNullable<Source['clock']>): string {
  const notes = [...(alignment?.notes ?? []), ...own]
  if (zone === 'none') return ['No time stamps', ...notes].join('. ')
  const year = yearAssumed && own.length === 0 ? '; no year stated, the latest that fits was taken' : ''
  const sentence = `${ZONE[zone]}${year}; times may be off by ±${uncertainty(uncertaintyMs)}`
  return [sentence, ...notes].join('. ')
}

const ZONE = {
  stated: 'Time zone stated in the source',
  decided: 'Time zone decided by another source',
  'assumed-utc': 'No time zone stated, taken as UTC',
}

function uncertainty(ms: number): string {
  if (ms < 1000) return `${count(Math.round(ms))} ms`
  return ms < 7_200_000 ? `${count(Math.round(ms / 1000))} s` : `${count(Math.round(ms / 3_600_000))} h`
}
