import type { LogDigest, Template } from '@faultmaven/logs'
import { fromInstant, type LogRecord, toInstant } from '@faultmaven/signals'
import type { DraftFinding, DraftPredicate, ExaminedSource } from '../draft.ts'
import { isReadiness } from '../grammar/readiness.ts'
import { spokenSeverity } from '../grammar/spoken-severity.ts'
import { findingOfMessage } from './finding-of-message.ts'
import { kernelDetails } from './kernel-trace.ts'
import type { Message } from './message.ts'
import { overviewOf } from './overview.ts'
import { apartFromInstructions, withoutNeighbours } from './planted.ts'
import { ERROR_FIELD, isException, textOf } from './record-text.ts'

const CHECK = 'log-messages'
/** Constant text shorter than this in all would match anything. */
const MIN_LITERALS = 6
const PLAIN_FIELD =
  /(?:^|[._])(?:time|timestamp|ts|id|uuid|trace|span|pid|tid|version|env|environment|region|zone|host|hostname|logger|thread|caller|file|line|service|pod|namespace|app|name|level|severity|uptime|connection|request|seq|code)$|[_.-]?id$|trace|span/i
/** A frame of JavaScript, Java or .NET: the message stands above it. */
const FRAME = /^\s*at \S.{0,300}(?:\)|:\d{1,6}|\]) ?\{?$/
const MAX_FRAMES = 12
const NEIGHBOUR = /^\s*(?:detail|hint|context|statement|caused by|reason)\b/i

/** The source with what {@link examineLog} finds in it, where it is nothing but a log: what relates sources needs it again. */
export function withLogFindings(source: ExaminedSource, options: { signatures: boolean }): ExaminedSource {
  const { log, trees, series } = source
  if (log === undefined || trees.length + series.length > 0) return source
  return { ...source, said: { of: log, findings: examineLog(source, options) } }
}

/** Findings of a log, one a template at most: faults, good news and attempts to instruct. */
export function examineLog(source: ExaminedSource, options: { signatures: boolean }): readonly DraftFinding[] {
  const { log, said } = source
  if (!log) return []
  if (said?.of === log) return said.findings
  const records = {
    lines: new Map(log.templates.flatMap((template) => template.samples.map((record) => [record.line, record] as const))),
    owners: new Map(log.templates.flatMap((template) => template.samples.map(({ line }) => [line, template] as const))),
  }
  const overview = overviewOf(log, source.name)
  const templates = log.templates.flatMap((template) => apartFromInstructions(template, textOf))
  const findings = templates.flatMap(
    (template) => findingOfMessage(messageOf(template, log, records, source.name), options) ?? [],
  )
  const located = withKernelTrace(withFinishedStarts(withoutNeighbours(findings, templates), log), log)
  return overview ? [...located, overview] : located
}

/** Of a start that the same log reports as done: who came too early was turned away once, as at every start. */
const FINISHED_SCORE = 0.2
/** A worker that turns somebody away may write that after the main process wrote that it is ready. */
const LATE_US = 1_000_000

function withFinishedStarts(findings: readonly DraftFinding[], { templates }: LogDigest): readonly DraftFinding[] {
  if (!findings.some(({ fault }) => fault?.mode === 'starting')) return findings
  const ready = templates.filter(({ samples }) => samples.some((record) => isReadiness(textOf(record))))
  const readyLine = Math.max(0, ...ready.map(({ lastLine }) => lastLine))
  const readyTime = Math.max(0, ...ready.map(({ lastTime }) => lastTime ?? 0))
  const isFinished = ({ fault, places, interval }: DraftFinding): boolean =>
    fault?.mode === 'starting' &&
    (places.every(({ line }) => line < readyLine) || (interval !== undefined && fromInstant(interval.to) <= readyTime + LATE_US))
  return findings.map((finding) =>
    isFinished(finding) ? { ...finding, score: Math.min(finding.score, FINISHED_SCORE) } : finding,
  )
}

const KERNEL = new Set(['kernel', 'cpu', 'process', 'memory', 'lock', 'filesystem'])

/** The best fault of a log with a kernel trace gets what the trace says: function, task, callers. */
function withKernelTrace(findings: readonly DraftFinding[], log: LogDigest): DraftFinding[] {
  const details = kernelDetails(log)
  const best = findings
    .filter(({ fault }) => fault !== undefined && KERNEL.has(fault.resource))
    .toSorted((a, b) => b.score - a.score)[0]
  if (details.length === 0 || !best) return [...findings]
  return findings.map((finding) => (finding === best ? { ...finding, details: [...details, ...finding.details] } : finding))
}

/** The records that are kept, by line, and the templates that they are samples of. */
type Records = { readonly lines: ReadonlyMap<number, LogRecord>; readonly owners: ReadonlyMap<number, Template> }

function messageOf(template: Template, log: LogDigest, records: Records, sourceName: string): Message {
  const first = template.samples[0]
  const speaker = speakerOf(template)
  const lines = [...new Set(tellingLines(template))]
  const before = beforeOf(template, records)
  const sameThing = sameThingOf(template)
  // `error: …` reads like a component and what it says.
  const severity = template.severity ?? spokenSeverity(first?.body ?? '') ?? spokenSeverity(`${template.component ?? ''}: …`)
  const literals = template.literals.filter((literal) => literal.trim().length > 1).slice(0, 12)
  return {
    sourceName,
    text: first ? textOf(first) : template.text,
    instances: template.samples.map(textOf),
    continuation: [...(first?.continuation ?? []), ...(first ? neighboursOf(first, records.lines) : [])],
    ...(first && first.lines === first.continuation.length + 1 && { ownContinuation: first.lines - 1 }),
    values: first ? valuesOf(first) : [],
    ...(sameThing !== undefined && { sameThing }),
    ...(severity && { severity }),
    ...(speaker !== undefined && { speaker }),
    ...(before !== undefined && { before }),
    ...(template.severity === undefined && severity !== undefined && { isTool: true }),
    count: template.count,
    share: template.count / Math.max(1, log.coverage.records),
    ...(template.firstTime !== undefined &&
      template.lastTime !== undefined && { interval: { from: toInstant(template.firstTime), to: toInstant(template.lastTime) } }),
    places: lines.map((line) => ({ line })),
    predicates: literals.join('').length >= MIN_LITERALS ? constantPredicates(template, literals, lines) : wordsOf(first),
    role: 'log',
    check: CHECK,
  }
}

/** What stands one line above it, mostly: "fetching the report" before "done in 4.2 s", the reason before "failed to send". */
function beforeOf({ count, samples }: Template, records: Records): string | undefined {
  const above = samples.map(({ line }) => records.owners.get(line - 1))
  const last = above.at(-1)
  const record = last?.samples.find(({ line }) => line === (samples.at(-1)?.line ?? 0) - 1)
  const same = above.filter((one) => one === last).length
  const isPair = count >= MIN_PAIRS && record?.lines === 1 && same * 2 > samples.length
  return isPair ? record.body.slice(0, 160) : undefined
}
const MIN_PAIRS = 3

/** Names of fields for one piece of work, not for who does it or the request that it came with. */
const WORK_ID =
  /^(?:\w{1,30}[_.-])?(?:message|msg|job|task|event|record|item|row|document|doc|entry|batch|order)[_.-]?(?:id|uuid|key|no|number|offset)$/i
const MANY = 20
const MIN_SAMPLES = 5

function sameThingOf({ count, samples }: Template): string | undefined {
  const [first] = samples
  if (first === undefined || count < MANY || samples.length < MIN_SAMPLES) return undefined
  const same = Object.entries(first.fields).find(
    ([key, value]) => WORK_ID.test(key) && String(value) !== '' && samples.every(({ fields }) => fields[key] === value),
  )
  return same && `${same[0]}=${String(same[1]).slice(0, 60)}`
}

function constantPredicates({ count }: Template, literals: readonly string[], lines: readonly number[]): DraftPredicate[] {
  const present: DraftPredicate = { name: 'present', literals, lines }
  return count > 1 ? [present, { name: 'count', literals, number: count }] : [present]
}

/** A message of parameters only is cited by the words of its first record. */
function wordsOf(record: LogRecord | undefined): DraftPredicate[] {
  const words = record?.body.trim().slice(0, 120) ?? ''
  return record && words !== '' ? [{ name: 'present', literals: [words], lines: [record.line] }] : []
}

/** First, middle and last sample: enough to see that it is the same message all along. */
function tellingLines({ samples, firstLine }: Template): number[] {
  if (samples.length === 0) return [firstLine]
  return [samples[0], samples[samples.length >> 1], samples.at(-1)].map((record) => record?.line ?? firstLine)
}

/** `active=20`: at most six short fields that say how much rather than who or when. */
function valuesOf(record: LogRecord): string[] {
  return Object.entries(record.fields)
    .filter(([key, value]) => !PLAIN_FIELD.test(key) && !ERROR_FIELD.test(key) && String(value).length < 60)
    .slice(0, 6)
    .map(([key, value]) => `${key}=${value}`)
}

/**
 * Lines right after a record that explain it, where a log writes them as records of their own: `DETAIL:`, `HINT:`, and the frames of a
 * stack where whoever collects the output stamps each line.
 */
function neighboursOf(record: LogRecord, records: ReadonlyMap<number, LogRecord>): string[] {
  const begin = record.line + record.lines
  const following = Array.from({ length: MAX_FRAMES }, (_, index) => records.get(begin + index))
  const details = following.slice(0, 4).flatMap((next) => (next && NEIGHBOUR.test(next.body) ? [next.body] : []))
  const end = following.findIndex((next) => next === undefined || !FRAME.test(next.body))
  const frames = following.slice(0, end < 0 ? MAX_FRAMES : end).flatMap((next) => (next ? [`    ${next.body.trim()}`] : []))
  return [...details, ...frames]
}

function speakerOf(template: Template): string | undefined {
  const field = template.samples[0]?.fields
  const named = field?.['service'] ?? field?.['pod'] ?? field?.['app'] ?? field?.['container']
  if (typeof named === 'string') return named
  // A place in source code says who wrote the line, not what is affected; an exception says what happened.
  return template.component === undefined ||
    isException(template.component) ||
    spokenSeverity(`${template.component}: …`) !== undefined ||
    /\.(?:java|go|py|c|cc|cpp|rs|js|ts|rb|kt|cs)\b/.test(template.component)
    ? undefined
    : template.component
}
