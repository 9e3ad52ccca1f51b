import type { Finding } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import { endsOnPurpose } from '../grammar/health-words.ts'

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

/**
 * Findings without the faults that a deliberate restart explains: those that lie wholly between its announcement and two minutes
 * later. What began before, lasts longer or is of another kind stays.
 */
export function setAsideDeliberate(findings: readonly Finding[]): Finding[] {
  const ends = findings.flatMap(({ kind, title, details, interval }) =>
    kind === 'healthy' && details.includes('by-design') && endsOnPurpose(title) && interval ? [interval] : [],
  )
  if (ends.length === 0) return [...findings]
  return findings.filter(
    ({ kind, fault, interval }) =>
      kind !== 'fault' ||
      !SEEN.has(fault?.mode ?? '') ||
      interval === undefined ||
      !ends.some(
        ({ from, to }) =>
          fromInstant(interval.from) >= fromInstant(from) - BEFORE_US && fromInstant(interval.to) <= fromInstant(to) + AFTER_US,
      ),
  )
}
