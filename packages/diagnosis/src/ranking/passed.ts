import type { Finding, Source } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import { endsOnPurpose } from '../grammar/health-words.ts'
import type { Evidence } from './evidence.ts'

/**
 * What a caller sees while something else is restarted, moved or busy, and no longer afterwards. What ends a program, uses something up, or
 * is wrong in itself (a certificate, a setting) is not over because nobody complained again.
 */
const PASSING = new Set([
  'starting',
  'lost',
  'refused',
  'unreachable',
  'unhealthy',
  'failed',
  'dropped',
  'timed-out',
  'slow',
  'hung',
  'lagging',
  'overloaded',
  'saturated',
  'throttled',
  'changed',
])
/** A lock is held for a while: whoever was refused it, or aborted over it, and works on since, has had it. */
const PASSING_RESOURCE = 'lock'
/** Share of the time of the evidence for which a trouble must be gone, and that in times of its usual interval. */
const GONE_SHARE = 0.1
const GONE_INTERVALS = 3
/** Share of that time for which who reported it must be heard after it: what ends in an error says no more. */
const HEARD_SHARE = 0.25
/** What ends a program or a connection is over as well where a deliberate end was announced. */
const ENDING = new Set(['killed', 'crashed', 'restarting'])
const ANNOUNCED_US = 10_000_000
/** Of so many records a few that a caller would try again are what every network has. */
const RARE = { count: 2, share: 0.01 } as const
/** Asked for a time that is not now. */
const PAST = /\b(?:was|were|did|had|went|happened|happen|has been|have been)\b/i
/** A server writes errors and requests to two files; the one stands still where there are no errors. */
const CHANNEL = /(?:^|[._/-])(?:errors?|err|access|std(?:err|out)|other_vhosts_access)(?=[._/-]|$)/gi

/**
 * Findings without the troubles that are over, where the question is whether anything is wrong now: they came, passed by
 * themselves, and who reported them goes on without them. Asked why something fails, all stay: what happened is the answer then.
 */
export function setAsidePassed({ question, findings, sources }: Evidence): Finding[] {
  if (!asksForNow(question)) return [...findings]
  const covered = sources.flatMap(({ interval }) => (interval ? [interval] : []))
  const begin = Math.min(...covered.map(({ from }) => fromInstant(from)))
  const end = Math.max(...covered.map(({ to }) => fromInstant(to)))
  const heard = lastHeard(sources)
  const ends = findings.flatMap(({ kind, title, details, interval }) =>
    kind === 'healthy' && details.includes('by-design') && endsOnPurpose(title) && interval ? [interval] : [],
  )
  const passes = ({ fault, interval }: Timed): boolean =>
    PASSING.has(fault?.mode ?? '') ||
    fault?.resource === PASSING_RESOURCE ||
    (ENDING.has(fault?.mode ?? '') &&
      ends.some(({ from, to }) => {
        const at = fromInstant(interval.from)
        return at >= fromInstant(from) - ANNOUNCED_US && at <= fromInstant(to) + ANNOUNCED_US
      }))
  const isOver = ({ interval, count, sourceId }: Timed): boolean => {
    const [from, to] = [fromInstant(interval.from), fromInstant(interval.to)]
    const usual = count > 1 ? (to - from) / (count - 1) : 0
    const needed = Math.max((end - begin) * GONE_SHARE, usual * GONE_INTERVALS)
    return end - to > needed && (heard.get(sourceId) ?? to) - to > needed * HEARD_SHARE
  }
  const isRare = ({ kind, count, sourceId, severity, interval }: Timed): boolean => {
    // The last that anybody said may be the beginning of something.
    if ((heard.get(sourceId) ?? 0) <= fromInstant(interval.to)) return false
    const records = sources.find(({ id }) => id === sourceId)?.coverage?.records ?? 0
    return kind === 'fault' && severity !== 'fatal' && count <= RARE.count && count < records * RARE.share
  }
  return findings.filter(
    (finding) => finding.kind === 'healthy' || !isTimed(finding) || !passes(finding) || !(isOver(finding) || isRare(finding)),
  )
}

type Timed = Finding & { readonly interval: NonNullable<Finding['interval']> }

function isTimed(finding: Finding): finding is Timed {
  return finding.interval !== undefined
}

function asksForNow(question: Evidence['question']): boolean {
  return (
    question !== undefined &&
    question.text !== '' &&
    !question.presumesFault &&
    question.times.length === 0 &&
    question.intent !== 'count' &&
    !PAST.test(question.text)
  )
}

/** Until when a source, or another file of the same writer, says anything; Unix microseconds by source id. */
function lastHeard(sources: readonly Source[]): Map<string, number> {
  const writerOf = ({ name }: Source) => name.replaceAll(CHANNEL, '')
  const until = new Map<string, number>()
  for (const source of sources) {
    if (source.interval === undefined) continue
    const writer = writerOf(source)
    until.set(writer, Math.max(until.get(writer) ?? 0, fromInstant(source.interval.to)))
  }
  return new Map(sources.flatMap((source) => [[source.id, until.get(writerOf(source)) ?? 0] as const]))
}
