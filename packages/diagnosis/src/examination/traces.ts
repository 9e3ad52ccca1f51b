import type { Fault } from '@faultmaven/contracts'
import { microseconds, toInstant } from '@faultmaven/signals'
import type { ErrorOrigin, TraceAnalysis } from '@faultmaven/traces'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPredicate, DraftSpan } from '../draft.ts'
import { readFault } from '../grammar/read-fault.ts'
import { outcomeDrafts } from './traces-outcomes.ts'
import { repeatedDraft } from './traces-repeated.ts'
import { createTraceWords, formatNs, measuredByCaller, spanDraft, type TraceWords } from './traces-words.ts'

const MAX_ORIGINS = 8
const MAX_REPEATED = 4
const MAX_SKEWS = 3
const MAX_PROOFS = 3
const SLOW_NS = 1e9
/** Of where the time of a short request goes: some of it always goes somewhere. */
const SHORT_SCORE = 0.28
/** Below this share of orphans a file was cut in a usual way: at the edges of its window. */
const ORPHAN_SHARE = 0.05

/** What the spans of a source say together: where errors begin, where time goes, calls that repeat, what marks bad traces, clocks. */
export function examineTraces(
  analysis: TraceAnalysis | undefined,
  sourceName: string,
  { signatures }: { readonly signatures: boolean },
): DraftFinding[] {
  if (analysis === undefined) return []
  const words = createTraceWords(analysis, sourceName)
  return [
    ...analysis.errorOrigins.slice(0, MAX_ORIGINS).map((origin) => originDraft(origin, words, signatures)),
    ...outcomeDrafts(words),
    ...bottleneckDrafts(words),
    ...analysis.repeatedCalls.slice(0, MAX_REPEATED).map((repeated) => repeatedDraft(repeated, words)),
    ...skewDrafts(words),
    ...orphanDrafts(words),
  ]
}

function originDraft(origin: ErrorOrigin, words: TraceWords, signatures: boolean): DraftFinding {
  const { operation, message, spans, traces, reachingRoot, path, examples, firstMicros, lastMicros } = origin
  const where = words.nameOf(operation)
  const all = words.analysis.traces
  const said = message === '' ? '' : `: ${clip(message, 120)}`
  return spanDraft(words, {
    kind: 'fault',
    check: 'trace-errors',
    title: `Errors begin in ${where}${said}`,
    score: reachingRoot > 0 ? 0.6 + 0.2 * Math.min(1, (4 * traces) / all) : 0.4,
    severity: 'error',
    count: spans,
    ...(firstMicros > 0 && {
      interval: { from: toInstant(microseconds(firstMicros)), to: toInstant(microseconds(lastMicros)) },
    }),
    entities: [words.analysis.operations[operation]?.service ?? ''],
    fault: faultOf(message, { where, signatures }),
    details: [
      `${spans} failing ${spans === 1 ? 'span' : 'spans'} with no failing child, in ${traces} of ${all} ${all === 1 ? 'trace' : 'traces'}`,
      path.length > 1 ? `fails its callers up to ${path.map(words.nameOf).slice(1).join(' < ')}` : '',
      reachingRoot === 0 && path.length === 1 ? 'its caller did not fail' : '',
    ],
    spans: examples,
    predicates: examples.slice(0, MAX_PROOFS).map((span) => errorAt(words.spanOf(span))),
  })
}

function errorAt(span: DraftSpan): DraftPredicate {
  return { name: 'span', span, field: 'isError', comparison: '=', value: true }
}

/** What the message of an error says by the grammar of any message. */
function faultOf(message: string, { where, signatures }: { where: string; signatures: boolean }): Fault {
  const reading = message === '' ? undefined : readFault(message, { signatures })
  return {
    resource: reading?.resource ?? 'process',
    mode: reading?.mode ?? 'failed',
    mechanism: reading?.mechanism ?? 'process/failed',
    entity: reading?.entity ?? where,
    ...(reading?.operation !== undefined && { operation: clip(reading.operation, 80) }),
    ...(message !== '' && { cause: clip(reading?.clause ?? message, 220) }),
    ...(reading?.magnitude && { magnitude: reading.magnitude }),
    blames: reading?.blames ?? 'callee',
    vocabulary: [...(reading?.vocabulary ?? [])],
    ...(reading?.signature && { signatureId: reading.signature.signature.id }),
  }
}

/** Where the time of the slowest requests goes, where there are no typical ones to compare them with. */
function bottleneckDrafts(words: TraceWords): DraftFinding[] {
  const { analysis } = words
  if (analysis.outcomes.some(({ slowOrigins }) => slowOrigins.length > 0)) return []
  return analysis.bottlenecks.map(({ root, span, way }) => {
    const [whole, part] = [analysis.spans.at(root), analysis.spans.at(span)]
    const share = Math.round((100 * part.durationNs) / Math.max(whole.durationNs, 1))
    const statement = part.attributes['db.query.text'] ?? part.attributes['db.statement'] ?? ''
    return spanDraft(words, {
      kind: 'state',
      check: 'trace-latency',
      title: `${words.nameOfSpan(span)} takes ${formatNs(part.durationNs)} of the ${formatNs(whole.durationNs)} of ${words.nameOfSpan(root)} (${share}%)`,
      score: whole.durationNs >= SLOW_NS ? 0.7 : SHORT_SCORE,
      ...(whole.start > 0 && {
        interval: {
          from: toInstant(whole.start),
          to: toInstant(microseconds(whole.start + Math.round(whole.durationNs / 1000))),
        },
      }),
      entities: [part.name, part.service],
      fault: words.slowFault(span),
      details: [
        clip(String(statement), 160),
        measuredByCaller(words.calleeOf(span)),
        way.length > 2 ? `way: ${way.map((one) => analysis.spans.at(one).name).join(' > ')}` : '',
      ],
      spans: [span, way.at(-2) ?? root],
      predicates: [{ name: 'span', span: words.spanOf(span), field: 'durationNs', comparison: '>=', value: part.durationNs }],
    })
  })
}

function skewDrafts(words: TraceWords): DraftFinding[] {
  return words.analysis.skews.slice(0, MAX_SKEWS).map(({ caller, callee, offsetNs, calls, impossible, span }) =>
    spanDraft(words, {
      kind: 'state',
      check: 'trace-clocks',
      title: `The clock of ${callee} is ${formatNs(Math.abs(offsetNs))} ${offsetNs > 0 ? 'behind' : 'ahead of'} that of ${caller}`,
      score: Math.abs(offsetNs) >= SLOW_NS ? 0.4 : 0.2,
      count: impossible,
      entities: [callee, caller],
      fault: {
        resource: 'clock',
        mode: 'mismatched',
        mechanism: 'clock/mismatched',
        entity: callee,
        blames: 'resource',
        vocabulary: [],
      },
      details: [
        `${impossible} of ${calls} calls begin before or end after their callers; times were moved by that before anything was computed`,
      ],
      spans: [span],
      predicates: [nameAt(span, words)],
    }),
  )
}

function orphanDrafts(words: TraceWords): DraftFinding[] {
  const { orphans, spans, firstOrphan } = words.analysis
  if (firstOrphan === undefined || orphans < spans.length * ORPHAN_SHARE) return []
  return [
    spanDraft(words, {
      kind: 'state',
      check: 'trace-gaps',
      title: `${orphans} of ${spans.length} spans name a parent that is not in the file`,
      score: 0.15,
      count: orphans,
      entities: [],
      details: ['their traces are read from there on: what called them, and whether that failed, is not known'],
      spans: [firstOrphan],
      predicates: [nameAt(firstOrphan, words)],
    }),
  ]
}

function nameAt(span: number, words: TraceWords): DraftPredicate {
  return { name: 'span', span: words.spanOf(span), field: 'name', comparison: '=', value: words.analysis.spans.at(span).name }
}
