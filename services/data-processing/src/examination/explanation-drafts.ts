import type { DraftFinding, DraftPredicate, ExaminedSource } from '@faultmaven/diagnosis'
import { explainWindows, type Difference, type Incident, type WindowExplanation } from '@faultmaven/logs'
import { toInstant } from '@faultmaven/signals'
import { describeDifference, tellingLines } from './describe-difference.ts'

/** Incidents that are explained, worst first. */
const MAX_EXPLAINED = 2
const MAX_DETAILS = 6
const MAX_PLACES = 8
/** A difference explains at most half of what an incident is worth: it says to whom, not why. */
const OF_INCIDENT = 0.5

/** What is different about the lines of an incident: whom its faults happen to, and which values appear or dominate meanwhile. */
export function explanationDrafts({ name, log }: ExaminedSource, incidents: readonly Incident[]): DraftFinding[] {
  if (log === undefined) return []
  const bursts = incidents.filter(({ kind }) => kind === 'burst').slice(0, MAX_EXPLAINED)
  return explainWindows(log, bursts).flatMap((explanation, at) => toDraft(name, bursts[at]!, explanation))
}

function toDraft(sourceName: string, incident: Incident, { records, faults }: WindowExplanation): DraftFinding[] {
  const known = new Set(incident.members.map(({ template }) => template.text))
  const news = records.filter((difference) => !restates(difference, known))
  const [best, ...others] = [
    ...faults.map((difference) => ({ difference, among: 'its faults' })),
    ...news.map((difference) => ({ difference, among: 'its records' })),
  ].toSorted((a, b) => b.difference.score - a.difference.score)
  if (best === undefined) return []
  const { from, to, score } = incident
  const { field, value } = best.difference
  const lines = tellingLines(best.difference)
  return [
    {
      sourceName,
      kind: best.difference.effect > 0 ? 'burst' : 'silence',
      check: 'log-comparison',
      title: `Different during the incident at line ${incident.firstLine}: ${describeDifference(best.difference, best.among)}`,
      score: score * best.difference.score * OF_INCIDENT,
      count: best.difference.inside.count || 1,
      ...(from === undefined || to === undefined ? {} : { interval: { from: toInstant(from), to: toInstant(to) } }),
      entities: field === 'host' || field === 'component' ? [value] : [],
      details: [
        ...best.difference.alsoKnownAs.map((name) => `the same records have ${name}`),
        ...others.map(({ difference, among }) => describeDifference(difference, among)),
      ].slice(0, MAX_DETAILS),
      places: [...new Set([...lines, ...others.flatMap(({ difference }) => tellingLines(difference).slice(0, 1))])]
        .slice(0, MAX_PLACES)
        .map((line) => ({ line })),
      predicates: [predicateOf(best.difference)],
    },
  ]
}

/** The messages of the incident, and that they are errors, are told with the incident. */
function restates({ field, value, alsoKnownAs }: Difference, messages: ReadonlySet<string>): boolean {
  if (field === 'severity') return true
  return (
    (field === 'message' && messages.has(value)) ||
    alsoKnownAs.some((name) => name.startsWith('message=') && messages.has(name.slice('message='.length)))
  )
}

function predicateOf(difference: Difference): DraftPredicate {
  const { value, kind } = difference
  const isWritten = kind === 'value' && value.length >= 3 && !value.includes('<')
  return { name: 'present', literals: isWritten ? [value] : [], lines: tellingLines(difference) }
}
