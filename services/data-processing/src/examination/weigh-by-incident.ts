import type { DraftFinding } from '@faultmaven/diagnosis'
import type { Incident, LogDigest, Template } from '@faultmaven/logs'

/** An incident this certain decides what the messages of its log are worth. */
const CERTAIN = 0.6
/** Records from which on a log shows what is usual in it. */
const MIN_RECORDS = 500
/** How far the score of a message that began with the incident rises towards 1, times the score of the incident. */
const LIFT = 0.5
/** What is left of the score of a message that came all along: it does not explain what began later. */
const CHRONIC = 0.5
/** Records before the incident, and after, from which on a message came all along. */
const MIN_BEFORE = 2

/**
 * Messages of a log weighed by its worst incident: what began with it explains it, what came before as after does not.
 * The others stay as they are; so do all where there is no incident that is certain.
 */
export function weighByIncident(
  messages: readonly DraftFinding[],
  incidents: readonly Incident[],
  { templates, activity, coverage }: LogDigest,
): readonly DraftFinding[] {
  const worst = incidents.find(({ kind }) => kind === 'burst')
  if (worst === undefined || worst.score < CERTAIN || coverage.records < MIN_RECORDS) return messages
  const members = new Set(worst.members.map(({ template }) => template.id))
  const byLine = new Map(templates.map((template) => [template.firstLine, template]))
  const isChronic = (template: Template) => {
    const series = activity.templates.get(template.id)
    if (series === undefined || template.lastLine <= worst.lastLine) return false
    const before = series.counts.filter((_, at) => series.firstLines[at]! < worst.firstLine)
    return before.length >= MIN_BEFORE
  }
  return messages.map((message) => {
    const template = message.kind === 'fault' ? byLine.get(message.places[0]?.line ?? 0) : undefined
    if (template === undefined || message.check !== 'log-messages') return message
    if (members.has(template.id)) {
      const score = message.score + (1 - message.score) * LIFT * worst.score
      return { ...message, score, details: [...message.details, 'a beginning together with the incident'] }
    }
    if (!isChronic(template)) return message
    return {
      ...message,
      score: message.score * CHRONIC,
      details: [...message.details, 'the same before the incident and after it'],
    }
  })
}
