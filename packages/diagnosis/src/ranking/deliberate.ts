import type { Finding } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import { endsOnPurpose } from '../grammar/health-words.ts'
import type { Evidence } from './evidence.ts'

/** What everybody sees of a program that is being restarted. */
const SEEN = new Set([
  'starting',
  'lost',
  'refused',
  'unreachable',
  'killed',
  'unhealthy',
  'failed',
  'crashed',
  'dropped',
  'timed-out',
])
const BEFORE_US = 10_000_000
/** A restart takes as long as recovery does; two minutes are generous and still short beside an outage. */
const AFTER_US = 120_000_000
/** Without the fault for so long, the evidence shows that it is over. */
const QUIET_US = 30_000_000

/**
 * Findings without the faults that a deliberate restart explains: those that lie wholly between its announcement and two minutes
 * later, and that the evidence outlasts. What began before, lasts longer, is of another kind or may still go on stays: a restart after
 * which nothing works is the commonest of incidents.
 */
export function setAsideDeliberate({ findings, sources }: Pick<Evidence, 'findings' | 'sources'>): Finding[] {
  const ends = findings.flatMap(({ kind, title, details, interval }) =>
    kind === 'healthy' && details.includes('by-design') && endsOnPurpose(title) && interval ? [interval] : [],
  )
  if (ends.length === 0) return [...findings]
  const seenUntil = Math.max(...sources.map(({ interval }) => (interval ? fromInstant(interval.to) : -Infinity)))
  return findings.filter(
    ({ kind, fault, interval }) =>
      kind !== 'fault' ||
      !SEEN.has(fault?.mode ?? '') ||
      interval === undefined ||
      fromInstant(interval.to) > seenUntil - QUIET_US ||
      !ends.some(
        ({ from, to }) =>
          fromInstant(interval.from) >= fromInstant(from) - BEFORE_US && fromInstant(interval.to) <= fromInstant(to) + AFTER_US,
      ),
  )
}
