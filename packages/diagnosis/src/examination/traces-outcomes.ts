import { microseconds, toInstant } from '@faultmaven/signals'
import type { TellingFeature, TraceAnalysis } from '@faultmaven/traces'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { formatNs, measuredByCaller, spanDraft, type TraceWords } from './traces-words.ts'

type Outcome = TraceAnalysis['outcomes'][number]

const MAX_DETAILS = 5
/** Below a tenth of a second a person takes an answer for immediate (Nielsen 1993, 5.5), and slow logs begin there. */
const NOT_SLOW_NS = 100e6
/** Others that take twice as long in the same traces suffer from the same: where most time goes says little then. */
const COMMON = 2
const FAINT_SCORE = 0.28
/** Below this share the time is lost in several places: none of them is the one. */
const CONCENTRATED = 0.4
const SPREAD_SCORE = 0.34
/** Every service has a tail: below this share of all traces the slow ones are it. */
const TAIL = 0.05
/** Attributes whose values are things that can be at fault. */
const ENTITY_KEYS =
  /(?:^|[._])(?:service|host|pod|node|container|instance|region|zone|cluster|peer|server)(?:[._](?:name|id|address))?$/i

/** What tells bad traces from good ones, and where slow ones lose their time. */
export function outcomeDrafts(words: TraceWords): DraftFinding[] {
  return words.analysis.outcomes.flatMap((outcome) => [...featureDrafts(outcome, words), ...slowDrafts(outcome, words)])
}

function featureDrafts(outcome: Outcome, words: TraceWords): DraftFinding[] {
  const marks = outcome.features.filter((one) => one.badWith / one.bad > one.goodWith / one.good)
  const [best] = marks
  if (best === undefined) return []
  const others = [...marks.slice(1), ...outcome.features.filter((one) => !marks.includes(one) && one.feature.kind === 'call')]
  const { feature } = best
  return [
    spanDraft(words, {
      kind: 'state',
      check: 'trace-comparison',
      title: `${describe(best, words)} marks the traces that ${outcome.kind === 'failing' ? 'fail' : 'are slow'}: ${shares(best)}`,
      score: 0.35 + 0.35 * (best.badWith / best.bad - best.goodWith / best.good),
      count: best.badWith,
      entities: feature.kind === 'attribute' && ENTITY_KEYS.test(feature.key) ? [feature.value] : [],
      details: [
        `${outcome.bad} traces are bad because ${outcome.rule}; compared with ${outcome.good} of the same operations`,
        `chance of a false discovery below ${best.qValue < 1e-4 ? '0.01%' : `${(best.qValue * 100).toPrecision(2)}%`}`,
        ...others.slice(0, MAX_DETAILS).map((one) => `${describe(one, words)}: ${shares(one)}`),
      ],
      spans: marks.slice(0, MAX_DETAILS).map(({ example }) => example),
      predicates: [
        {
          name: 'span',
          span: words.spanOf(best.example),
          field: 'name',
          comparison: '=',
          value: words.analysis.spans.at(best.example).name,
        },
      ],
    }),
  ]
}

function describe({ feature }: TellingFeature, words: TraceWords): string {
  if (feature.kind === 'attribute') return `${feature.key}=${clip(feature.value, 80)}`
  return `${words.nameOf(feature.callee)} called by ${words.nameOf(feature.caller)}`
}

function shares({ badWith, bad, goodWith, good }: TellingFeature): string {
  return `${percent(badWith / bad)} of the ${bad} bad have it, ${percent(goodWith / good)} of the ${good} good`
}

function slowDrafts({ slowOrigins, bad, good, fromMicros, toMicros }: Outcome, words: TraceWords): DraftFinding[] {
  return slowOrigins.slice(0, 2).map(({ operation, slowNs, typicalNs, share, example, others = 1 }) => {
    const span = words.analysis.spans.at(example)
    return spanDraft(words, {
      kind: 'state',
      check: 'trace-latency',
      title: `Slow traces lose their time in ${words.nameOf(operation)}: ${formatNs(slowNs)} each instead of ${formatNs(typicalNs)}`,
      score:
        slowNs < NOT_SLOW_NS || others >= COMMON
          ? FAINT_SCORE
          : share < CONCENTRATED || bad < (bad + good) * TAIL
            ? SPREAD_SCORE
            : 0.45 + 0.25 * share,
      count: bad,
      ...(fromMicros > 0 && {
        interval: { from: toInstant(microseconds(fromMicros)), to: toInstant(microseconds(toMicros)) },
      }),
      entities: [span.service],
      fault: words.slowFault(example),
      details: [
        `${percent(share)} of what ${bad} slow traces take longer, by the time on their critical paths`,
        measuredByCaller(words.calleeOf(example)),
        others >= COMMON
          ? `most other operations take ${others.toFixed(1)} times as long in them, too: all share a cause, such as load`
          : '',
      ],
      spans: [example],
      predicates: [{ name: 'span', span: words.spanOf(example), field: 'durationNs', comparison: '>=', value: span.durationNs }],
    })
  })
}

function percent(share: number): string {
  return `${share > 0 && share < 0.01 ? '<1' : Math.round(share * 100)}%`
}
