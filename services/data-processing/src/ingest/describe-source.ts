import type { Source } from '@faultmaven/contracts'
import type { LogDigest } from '@faultmaven/logs'
import { microseconds, toInstant } from '@faultmaven/signals'

/** What a digest says of its source in the contract's shape: format, coverage, clock, interval and histogram. */
export function describeDigest(
  digest: LogDigest,
): Pick<Source, 'format' | 'coverage' | 'clock' | 'interval' | 'histogram' | 'skipped'> {
  const { coverage, clock, from, to } = digest
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
    clock: { ...clock },
    ...(from === undefined || to === undefined ? {} : { interval: { from: toInstant(from), to: toInstant(to) } }),
    ...histogramOf(digest),
    skipped: cut.count > 0 ? [...skippedLines, cut] : skippedLines,
  }
}

function histogramOf({ histogram }: LogDigest): Pick<Source, 'histogram'> {
  const { from, widthUs, total, errors } = histogram
  if (from === undefined || widthUs === undefined || total.length === 0) return {}
  const to = microseconds(from + widthUs * total.length)
  return { histogram: { interval: { from: toInstant(from), to: toInstant(to) }, total: [...total], errors: [...errors] } }
}
