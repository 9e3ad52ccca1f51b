import { measureOf, type MetricSeries } from '@faultmaven/metrics'
import { hasDate, toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { presentAt } from './series-literals.ts'
import { namingFirst } from './series-words.ts'
import { plainFault } from './structure-draft.ts'

/** Numbers of those who take work, by the last words of a name. */
const TAKERS = /(?:^|[_.\s-])(?:consumers|subscribers|pollers|workers)(?:[_.\s-](?:count|total|current|connected))?$/i
const WORK = /(?:^|[_.\s-])(?:messages|jobs|tasks|items|pending|backlog|ready|waiting|depth)(?=$|[_.\s-])/i
const QUEUE = /^(?:queue|topic|subscription|stream|tube|channel)(?:[_.]?name)?$/i
/** Queues that are there to be looked at by people: https://www.rabbitmq.com/docs/dlx */
const PUT_ASIDE = /dead|dlq|dlx|parking|poison|quarantine|retry|delay/i
const MAX_SERIES = 2000
const HAD_TAKERS = 0.68
const NEVER_HAD = 0.56

/** Work that waits in a queue whose number of takers is 0 at the end, of the same attributes: one finding a queue. */
export function examineUnserved(series: readonly MetricSeries[], sourceName: string): DraftFinding[] {
  if (series.length > MAX_SERIES) return []
  return series.flatMap((takers) => {
    if (!TAKERS.test(takers.name) || lastOf(takers) !== 0) return []
    const waiting = PUT_ASIDE.test(namesOf(takers).join(' ')) ? undefined : workBeside(takers, series)
    return waiting === undefined ? [] : [unserved(takers, waiting, sourceName)]
  })
}

/** The plainest name of what waits: that of the whole, not of a part of it. */
function workBeside(takers: MetricSeries, series: readonly MetricSeries[]): MetricSeries | undefined {
  const place = placeOf(takers)
  return series
    .filter((one) => one !== takers && WORK.test(one.name) && measureOf(one.name, one.unit).scale === 'number')
    .filter((one) => placeOf(one) === place && (lastOf(one) ?? 0) > 0)
    .toSorted((a, b) => a.name.length - b.name.length)[0]
}

/** The same family of names in the same place. */
const placeOf = ({ name, attributes }: MetricSeries) =>
  `${/^[a-z\d]+/i.exec(name)?.[0] ?? ''} ${JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`

/** The queue before the server that has it. */
function namesOf({ attributes }: MetricSeries): string[] {
  const queue = Object.entries(attributes).find(([name, value]) => QUEUE.test(name) && value !== '')?.[1]
  return [...new Set([...(queue === undefined ? [] : [queue]), ...namingFirst(attributes)])]
}

const lastOf = ({ samples }: MetricSeries) => samples.at(-1)?.value

function unserved(takers: MetricSeries, waiting: MetricSeries, sourceName: string): DraftFinding {
  const lastServed = takers.samples.findLastIndex(({ value }) => value > 0)
  const [gone, end] = [takers.samples[lastServed + 1], takers.samples.at(-1)]
  const wait = lastOf(waiting) ?? 0
  const isDated = lastServed >= 0 && gone !== undefined && end !== undefined && hasDate(gone.time)
  const since = isDated ? ` since ${toInstant(gone.time).slice(11, 19)}` : ''
  const names = namesOf(takers)
  const what = /consumers/i.test(takers.name) ? 'consumer' : 'taker'
  return {
    sourceName,
    kind: 'series',
    check: 'queue-unserved',
    title: clip(`${names[0] ?? takers.name} has no ${what}${since}, and ${wait} wait in it (${waiting.name})`, 200),
    score: lastServed >= 0 ? HAD_TAKERS : NEVER_HAD,
    severity: 'error',
    count: takers.samples.length,
    ...(isDated && { interval: { from: toInstant(gone.time), to: toInstant(end.time) } }),
    entities: names.slice(0, 4),
    fault: plainFault('queue', 'unserved', {
      blames: 'callee',
      ...(names[0] !== undefined && { entity: names[0] }),
      magnitude: { value: wait, unit: 'waiting' },
    }),
    details: [`${takers.name} is 0`],
    places: [gone, waiting.samples.at(-1)].flatMap((sample) => (sample ? [{ line: sample.line }] : [])),
    predicates: [
      ...(gone ? presentAt(takers, gone.line) : []),
      ...(waiting.samples.length > 0 ? presentAt(waiting, waiting.samples.at(-1)?.line ?? 0) : []),
    ],
  }
}
