import type { ExaminedSource } from '@faultmaven/diagnosis'
import { findRateChanges, type LogDigest, type RateChange, type Template } from '@faultmaven/logs'
import { compareSeverity, toInstant, type Microseconds } from '@faultmaven/signals'
import type { ServiceDraft } from './resolve-draft.ts'

const MAX_CHANGES = 8
const MIN_SCORE = 0.6
/** What moved matters more when it is a fault; a burst of good requests is context. */
const FAULT_WEIGHT = 0.5
const CONTEXT_WEIGHT = 0.15
const MAX_TITLE = 120

/**
 * Messages whose rate moved, as findings without a fault: they tell when, not what.
 * @param told ids of templates of which an incident tells that already
 */
export function rateDrafts({ name, log }: ExaminedSource, told: ReadonlySet<number>): ServiceDraft[] {
  if (log === undefined) return []
  const templates = new Map(log.templates.map((template) => [template.id, template]))
  return findRateChanges(log)
    .filter(({ score, templateId }) => score >= MIN_SCORE && !told.has(templateId))
    .slice(0, MAX_CHANGES)
    .flatMap((change) => {
      const template = templates.get(change.templateId)
      return template === undefined ? [] : [toDraft(name, log, template, change)]
    })
}

function toDraft(sourceName: string, log: LogDigest, template: Template, change: RateChange): ServiceDraft {
  const { severity, text, count, literals, firstLine, lastLine, samples } = template
  const isFault = severity !== undefined && compareSeverity(severity, 'warn') >= 0
  const inside = samples.filter(({ time }) => time !== undefined && time >= change.from && time <= change.to)
  const lines = [...new Set([...inside.map(({ line }) => line), firstLine, lastLine])].slice(0, 3)
  return {
    sourceName,
    kind: change.kind === 'burst' || change.kind === 'new' ? 'burst' : 'silence',
    title: `${wording(change)}: ${text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE)}…` : text}`,
    check: 'log-rates',
    score: change.score * (isFault ? FAULT_WEIGHT : CONTEXT_WEIGHT),
    ...(severity === undefined ? {} : { severity }),
    count,
    interval: { from: toInstant(change.from), to: toInstant(change.to) },
    entities: [],
    details: detailsOf(change),
    places: lines.map((line) => ({ line })),
    predicates: [{ name: 'present', literals, lines }],
    ...rateOf(log, change, literals),
  }
}

function wording({ kind, from, to }: RateChange): string {
  switch (kind) {
    case 'burst':
      return `Came in a burst from ${clock(from)} to ${clock(to)}`
    case 'new':
      return `First came at ${clock(from)}`
    case 'silence':
      return `Was silent from ${clock(from)} to ${clock(to)}`
    default:
      return `Stopped at ${clock(from)}`
  }
}
function detailsOf({ ratio, pValue }: RateChange): string[] {
  const chance = `chance of that without a change: ${pValue < 1e-6 ? 'under one in a million' : pValue.toPrecision(1)}`
  return Number.isFinite(ratio) && ratio > 0 ? [`${ratio.toPrecision(2)} times as often as elsewhere`, chance] : [chance]
}
function clock(time: Microseconds): string {
  return `${toInstant(time).slice(11, 19)} UTC`
}

/** The window before against the window of the change, when there is a before. */
function rateOf({ from }: LogDigest, change: RateChange, literals: readonly string[]): Pick<ServiceDraft, 'rate'> {
  if (from === undefined || change.from - from < change.to - change.from) return {}
  const before = { from: toInstant(from), to: toInstant(change.from) }
  return { rate: { literals, before, after: { from: toInstant(change.from), to: toInstant(change.to) } } }
}
