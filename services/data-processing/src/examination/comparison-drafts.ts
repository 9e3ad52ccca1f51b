import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'
import { compareLogs, type Difference, type MessageDifference } from '@faultmaven/logs'
import { toInstant, type Microseconds } from '@faultmaven/signals'
import { comparisonPairs, type Pair } from './comparison-pairs.ts'
import { describeDifference, tellingLines } from './describe-difference.ts'
import type { Examine } from './drafts-of.ts'

const MAX_MESSAGES = 12
const MAX_VALUES = 4
const MAX_TITLE = 120
const MAX_PLACES = 4
/** Logs that share fewer of their records tell of different things: their differences say nothing. */
const MIN_COMMON = 0.3
/** What a difference is worth that is no fault by its words. */
const CONTEXT = 0.3
/** How far the score of a fault that only the bad log has rises towards 1. */
const LIFT = 0.5

/** Good versus bad: what differs between logs whose names say that they are two of a kind. Each stands where its lines are. */
export function comparisonDrafts(sources: readonly ExaminedSource[], examine: Examine): DraftFinding[] {
  return comparisonPairs(sources).flatMap((pair) => {
    const { messages, values, common } = compareLogs(pair.bad.log, pair.good.log)
    if (common < MIN_COMMON) return []
    return [
      ...messages.slice(0, MAX_MESSAGES).map((message) => messageDraft(message, pair, examine)),
      ...values.slice(0, MAX_VALUES).map((value) => valueDraft(value, pair)),
    ]
  })
}

function messageDraft(message: MessageDifference, pair: Pair, examine: Examine): DraftFinding {
  const { template, moreIn, text, score } = message
  const source = pair[moreIn]
  const lines = template.samples.slice(0, MAX_PLACES).map(({ line }) => line)
  const said = moreIn === 'bad' ? examine({ ...source, log: { ...source.log, templates: [template] } }) : []
  const fault = said.find(({ kind, check }) => kind === 'fault' && check === 'log-messages')
  return {
    sourceName: source.name,
    kind: moreIn === 'bad' ? 'burst' : 'silence',
    check: 'log-comparison',
    title: `${wording(message, pair)}: ${text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE)}…` : text}`,
    count: template.count,
    ...intervalOf(template.firstTime, template.lastTime),
    entities: [],
    ...(template.severity === undefined ? {} : { severity: template.severity }),
    ...(fault === undefined
      ? { score: score * CONTEXT }
      : { kind: 'fault', score: fault.score + (1 - fault.score) * LIFT * score, fault: fault.fault, entities: fault.entities }),
    details: [countsOf(message, pair)],
    places: lines.map((line) => ({ line })),
    predicates: [{ name: 'present', literals: template.literals, lines }],
  }
}

function wording({ bad, good, moreIn }: MessageDifference, pair: Pair): string {
  const [more, less] = moreIn === 'bad' ? [pair.bad.name, pair.good.name] : [pair.good.name, pair.bad.name]
  const fewer = moreIn === 'bad' ? good : bad
  if (fewer.count === 0) return `In ${more}, but not in ${less}`
  const ratio = (bad.count * good.of) / (good.count * bad.of)
  return `${(moreIn === 'bad' ? ratio : 1 / ratio).toPrecision(2)} times as often in ${more} as in ${less}`
}

function countsOf({ bad, good, pValue }: MessageDifference, pair: Pair): string {
  const chance = pValue < 1e-6 ? 'under one in a million' : pValue.toPrecision(1)
  return `${bad.count} of ${bad.of} records in ${pair.bad.name}, ${good.count} of ${good.of} in ${pair.good.name}; chance of that: ${chance}`
}

function valueDraft(difference: Difference, { bad, good }: Pair): DraftFinding {
  const { score, effect, inside, outside, value, field, alsoKnownAs, kind } = difference
  const lines = tellingLines(difference)
  const isMore = effect > 0 || kind === 'quantity'
  return {
    sourceName: isMore ? bad.name : good.name,
    kind: isMore ? 'burst' : 'silence',
    check: 'log-comparison',
    title: `${bad.name} against ${good.name}: ${describeDifference(difference, `the records of ${bad.name}`)}`,
    score: score * CONTEXT,
    count: Math.max(1, isMore ? inside.count : outside.count),
    ...intervalOf((isMore ? bad : good).log.from, (isMore ? bad : good).log.to),
    entities: field === 'host' || field === 'component' ? [value] : [],
    details: alsoKnownAs.map((name) => `the same records have ${name}`),
    places: lines.map((line) => ({ line })),
    predicates: [{ name: 'present', literals: [], lines }],
  }
}

function intervalOf(from: Microseconds | undefined, to: Microseconds | undefined): Pick<DraftFinding, 'interval'> {
  return from === undefined || to === undefined
    ? {}
    : { interval: { from: toInstant(from), to: toInstant(to < from ? from : to) } }
}
