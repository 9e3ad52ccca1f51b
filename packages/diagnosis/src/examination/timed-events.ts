import type { TimedEvent } from '@faultmaven/commands'
import { formatValue, median } from '@faultmaven/metrics'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { isCalledName } from './series-words.ts'
import { plainFault } from './structure-draft.ts'

const MIN_EVENTS = 30
const MIN_SLOW = 5
/** So many times the time of a quick one, and at least this long. */
const FOLD = 6
const LONG = 0.5
const MAX_VALUES = 60
const MAX_KEYS = 40
/** A label marks the slow ones when it covers most of them, and they are a good part of it and hardly occur elsewhere. */
const COVERS = 0.8
const OFTEN = 0.3
const ELSEWHERE = 0.2
const MOST_OF_TIME = 0.65

type Mark = {
  readonly key: string
  readonly value: string
  readonly covers: number
  readonly often: number
  readonly elsewhere: number
}

/**
 * What the slow records of a log have in common that the quick ones do not: a route, backend, host or tenant; and in which of the
 * parts that the records measure their time goes. One finding at most.
 * @see https://docs.honeycomb.io/investigate/analyze/identify-outliers/ for the idea of comparing the marked with the rest
 */
export function examineEvents(events: readonly TimedEvent[], sourceName: string): DraftFinding[] {
  if (events.length < MIN_EVENTS) return []
  const times = events.map(({ seconds }) => seconds).toSorted((a, b) => a - b)
  const usual = times[times.length >> 2] ?? 0
  const bound = Math.max(LONG, FOLD * usual)
  const slow = events.filter(({ seconds }) => seconds >= bound)
  if (slow.length < MIN_SLOW || slow.length > events.length * 0.7) return []
  const mark = markOf(slow, events)
  const part = partOf(slow)
  if (!mark && !part) return []
  const say = (seconds: number) => formatValue(seconds, 'seconds')
  const took = say(median(slow.map(({ seconds }) => seconds)))
  const percent = (share: number) => `${Math.round(100 * share)}%`
  const marked = mark
    ? `${percent(mark.covers)} of the slow ones have ${mark.key} ${clip(mark.value, 60)}, where ${percent(mark.often)} are slow; elsewhere ${percent(mark.elsewhere)}`
    : ''
  const spent = part ? `${percent(part.share)} of their time is in ${part.name}` : ''
  const chosen = slow.toSorted((a, b) => b.seconds - a.seconds).filter((one) => !mark || one.labels[mark.key] === mark.value)
  return [
    {
      sourceName,
      kind: 'state',
      check: 'slow-records',
      title: clip(
        `${slow.length} slow records (${took}, usually ${say(usual)}): ${[marked, spent].filter((text) => text !== '').join('; ')}`,
        200,
      ),
      score: mark ? 0.5 : 0.42,
      severity: 'warn',
      count: slow.length,
      entities: mark ? [mark.value] : [],
      fault: faultOf(mark, part?.name),
      details: [],
      places: chosen.slice(0, 3).map(({ line }) => ({ line })),
      predicates: chosen.slice(0, 2).map(({ line, text }) => ({ name: 'present', literals: [text], lines: [line] })),
    },
  ]
}

function markOf(slow: readonly TimedEvent[], all: readonly TimedEvent[]): Mark | undefined {
  const keys = new Set(slow.slice(0, 200).flatMap(({ labels }) => Object.keys(labels)))
  const marks = [...keys].slice(0, MAX_KEYS).flatMap((key) => {
    const total = countBy(all, key)
    const own = countBy(slow, key)
    if (total.size < 2 || total.size > MAX_VALUES) return []
    const [best] = [...own].toSorted((a, b) => b[1] - a[1])
    if (!best) return []
    const [value, count] = best
    const of = total.get(value) ?? count
    const elsewhere = (slow.length - count) / Math.max(1, all.length - of)
    return [{ key, value, covers: count / slow.length, often: count / of, elsewhere }]
  })
  return marks
    .filter(({ covers, often, elsewhere }) => covers >= COVERS && often >= OFTEN && elsewhere <= ELSEWHERE * often)
    .toSorted((a, b) => b.covers * b.often - a.covers * a.often || Number(isCalledName(b.key)) - Number(isCalledName(a.key)))[0]
}

function countBy(events: readonly TimedEvent[], key: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { labels } of events) {
    const value = labels[key]
    if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

/** The part that most of the time of the slow ones goes to. */
function partOf(slow: readonly TimedEvent[]): { readonly name: string; readonly share: number } | undefined {
  const names = new Set(slow.slice(0, 200).flatMap(({ parts }) => Object.keys(parts)))
  const shares = [...names].slice(0, MAX_KEYS).map((name) => ({
    name,
    share: Math.min(1, median(slow.map(({ parts, seconds }) => (parts[name] ?? 0) / Math.max(seconds, 1e-9)))),
  }))
  return shares.filter(({ share }) => share >= MOST_OF_TIME).toSorted((a, b) => b.share - a.share)[0]
}

function faultOf(mark: Mark | undefined, part = ''): DraftFinding['fault'] {
  const entity = mark ? { entity: clip(mark.value, 120) } : {}
  if (mark && isCalledName(mark.key)) return plainFault('upstream', 'slow', { blames: 'callee', ...entity })
  if (/db|sql|database|mongo/i.test(part)) return plainFault('database', 'slow', { blames: 'callee', ...entity })
  if (/upstream|backend|external|http|rpc|urt/i.test(part)) return plainFault('upstream', 'slow', { blames: 'callee', ...entity })
  return plainFault('process', 'slow', { blames: 'resource', ...entity })
}
