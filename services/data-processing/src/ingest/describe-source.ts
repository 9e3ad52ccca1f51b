import type { Source, SourceClock } from '@faultmaven/contracts'
import type { LogDigest } from '@faultmaven/logs'
import { microseconds, toInstant } from '@faultmaven/signals'

/** What a digest says of its source in the contract's shape: format, coverage, clock, interval and histogram. */
export function describeDigest(
  digest: LogDigest,
): Pick<Source, 'format' | 'coverage' | 'clock' | 'interval' | 'histogram' | 'skipped'> {
  const { coverage, from, to } = digest
  const skippedLines = [...coverage.skipped].map(([reason, count]) => ({ reason, count, unit: 'lines' as const }))
  const cut = { reason: 'beyond the first 64 KiB of a line', count: coverage.cut.bytes, unit: 'bytes' as const }
  return {
    format: digest.format,
    coverage: {
      lines: coverage.lines,
      records: coverage.records,
      continuations: coverage.continuations,
      blank: coverage.blank,
      skipped: skippedLines.reduce((sum, { count }) => sum + count, 0),
      recognised: coverage.recognised,
    },
    clock: ownClock(digest),
    ...(from === undefined || to === undefined ? {} : { interval: { from: toInstant(from), to: toInstant(to) } }),
    ...histogramOf(digest),
    skipped: cut.count > 0 ? [...skippedLines, cut] : skippedLines,
  }
}

/** Local time is from 12 h behind to 14 h ahead of UTC. */
const UNKNOWN_ZONE_MS = 14 * 3_600_000
/** Times of day without a date may be of any day that a log is kept for. */
const UNKNOWN_DAY_MS = 366 * 86_400_000

/** The clock of a source as far as the source itself says. */
export function ownClock({ clock, order }: Pick<LogDigest, 'clock' | 'order'>): SourceClock {
  const { zone, yearAssumed, dayAssumed, uncertaintyMs, notes } = clock
  return {
    zone,
    yearAssumed,
    uncertaintyMs: uncertaintyMs + (zone === 'assumed-utc' ? UNKNOWN_ZONE_MS : 0) + (dayAssumed ? UNKNOWN_DAY_MS : 0),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
    ...(order.steps.length === 0 ? {} : { steps: [...order.steps] }),
  }
}

function histogramOf({ histogram }: LogDigest): Pick<Source, 'histogram'> {
  const { from, widthUs, total, errors } = histogram
  if (from === undefined || widthUs === undefined || total.length === 0) return {}
  const to = microseconds(from + widthUs * total.length)
  return { histogram: { interval: { from: toInstant(from), to: toInstant(to) }, total: [...total], errors: [...errors] } }
}
