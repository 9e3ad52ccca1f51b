import type { LogDigest, RecordSample, Template } from '../digest.ts'
import type { SparseSeries } from '../incidents/sparse-series.ts'
import { controlFalseDiscoveries } from '../rates/control-false-discoveries.ts'
import { compareRecords, type Difference } from './compare-records.ts'
import { logFisherExact, type Share } from './fisher-exact.ts'
import { evenLines, readSample } from './read-sample.ts'

/** A message as logs are compared by it. */
export type Message = Pick<Template, 'id' | 'text' | 'severity' | 'count'>

/** A log, or windows of some, that is one side of a comparison. */
export type ComparedLog<M extends Message> = {
  readonly templates: readonly M[]
  readonly sample: RecordSample
  /** Its records, and those of each template, per stretch. */
  readonly activity: {
    readonly records: readonly number[]
    readonly templates: ReadonlyMap<number, Pick<SparseSeries, 'buckets' | 'counts'>>
  }
  readonly coverage: Pick<LogDigest['coverage'], 'records'>
}

/** A message that one log has and the other has not, or far less of. */
export type MessageDifference<M extends Message = Template> = {
  readonly text: string
  /** Of the log that has more of it, and of the other where it has any. */
  readonly template: M
  readonly other?: M
  readonly moreIn: 'bad' | 'good'
  readonly bad: Share
  readonly good: Share
  readonly pValue: number
  /** Share of chance among all that is told with a p-value as small, at most 0.05. */
  readonly qValue: number
  /** Comparable between pairs, [0, 1): certainty times how one-sided it is. */
  readonly score: number
}

/** Only what differs between a log that is bad and one that is good: messages, and what their records say. Both best first. */
export type LogComparison<M extends Message = Template> = {
  readonly messages: readonly MessageDifference<M>[]
  /** `inside` is the bad log. */
  readonly values: readonly Difference[]
  /** Share of all records whose message both logs have, [0, 1]: below a half they tell of different things. */
  readonly common: number
}

const HALF = 4
/** Logs vary in pace and mix: a message must be this many times as frequent as in the other. */
const MIN_RATIO = 3
const MAX_MESSAGES = 50

/**
 * Good versus bad: two logs of one kind, before and after, of two pods, of two days. Messages are compared by all of their records,
 * values by the sampled ones; at most 5% of either are expected to be chance. Records come in clusters: counts are divided by the
 * variance of a message between stretches of its log, over that of a fair draw.
 */
export function compareLogs<M extends Message>(bad: ComparedLog<M>, good: ComparedLog<M>): LogComparison<M> {
  const rows = alignMessages(bad, good)
  const total = { bad: bad.coverage.records, good: good.coverage.records }
  const tested = rows.map((row) => testMessage(row, total))
  const messages = controlFalseDiscoveries(tested, { tests: tested.length })
    .filter(({ bad, good }) => isFar(bad, good))
    .sort((a, b) => b.score - a.score || b.template.count - a.template.count || (a.text < b.text ? -1 : 1))
    .slice(0, MAX_MESSAGES)
  const shared = rows.reduce((sum, { a, b }) => sum + (a.count > 0 && b.count > 0 ? a.count + b.count : 0), 0)
  return {
    messages,
    values: compareRecords(readSample(evenLines(bad.sample)), readSample(evenLines(good.sample))),
    common: shared / Math.max(1, total.bad + total.good),
  }
}

type Tally<M> = { readonly template: M | undefined; readonly count: number; readonly clusters: number }
type Row<M> = { readonly text: string; readonly a: Tally<M>; readonly b: Tally<M> }

/** Templates of both logs by what they say: a position that is a word in one log may be a parameter in the other. */
function alignMessages<M extends Message>(bad: ComparedLog<M>, good: ComparedLog<M>): Row<M>[] {
  const keys = new Map<string, { a: M[]; b: M[] }>()
  const gather = (templates: readonly M[], side: 'a' | 'b') => {
    for (const template of templates) {
      const key = `${template.severity ?? ''} ${template.text.replace(/<[a-z*]{1,9}>/g, '<*>')}`
      const known = keys.get(key)
      if (known === undefined) keys.set(key, { a: [], b: [], [side]: [template] })
      else known[side].push(template)
    }
  }
  gather(bad.templates, 'a')
  gather(good.templates, 'b')
  return [...keys.values()].map(({ a, b }) => {
    const text = (a[0] ?? b[0])!.text
    return { text, a: tally(a, bad), b: tally(b, good) }
  })
}

function tally<M extends Message>(templates: readonly M[], { activity }: ComparedLog<M>): Tally<M> {
  return {
    template: templates[0],
    count: templates.reduce((sum, { count }) => sum + count, 0),
    clusters: Math.max(1, ...templates.map(({ id, count }) => dispersionOf(activity, id, count))),
  }
}

/** Variance over mean of a template's records per stretch, given how many records of all each stretch has. */
function dispersionOf({ records, templates }: ComparedLog<Message>['activity'], id: number, count: number): number {
  const series = templates.get(id)
  const all = records.reduce((sum, value) => sum + value, 0)
  const share = count / Math.max(1, all)
  const stretches = records.filter((value) => value > 0).length
  if (series === undefined || stretches < 4 || share >= 1) return 1
  const found = new Map(series.buckets.map((bucket, at) => [bucket, series.counts[at]!]))
  let sum = 0
  records.forEach((value, bucket) => {
    const expected = value * share
    if (expected > 0) sum += ((found.get(bucket) ?? 0) - expected) ** 2 / (expected * (1 - share))
  })
  return sum / (stretches - 1)
}

function testMessage<M extends Message>({ text, a, b }: Row<M>, total: { readonly bad: number; readonly good: number }) {
  const bad = { count: a.count, of: total.bad }
  const good = { count: b.count, of: total.good }
  const clusters = Math.max(a.clusters, b.clusters)
  const logP = logFisherExact(shrink(bad, clusters), shrink(good, clusters))
  const moreInBad = a.template !== undefined && bad.count * good.of >= good.count * bad.of
  const [more, less] = moreInBad ? [a, b] : [b, a]
  const strength = -logP / Math.LN10
  const shares = [bad.count / Math.max(1, bad.of), good.count / Math.max(1, good.of)]
  const most = Math.max(...shares)
  return {
    text,
    template: more.template!,
    ...(less.template === undefined ? {} : { other: less.template }),
    moreIn: moreInBad ? ('bad' as const) : ('good' as const),
    bad,
    good,
    pValue: Math.exp(logP),
    score: most === 0 ? 0 : (1 - Math.min(...shares) / most) * (strength / (strength + HALF)),
  }
}

function shrink({ count, of }: Share, by: number): Share {
  const few = count === 0 ? 0 : Math.max(1, Math.round(count / by))
  return { count: few, of: Math.max(few, Math.round(of / by)) }
}

function isFar(a: Share, b: Share): boolean {
  return a.count * b.of >= MIN_RATIO * b.count * a.of || b.count * a.of >= MIN_RATIO * a.count * b.of
}
