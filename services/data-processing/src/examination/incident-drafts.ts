import type { DraftFinding, DraftPlace, DraftPredicate, ExaminedSource } from '@faultmaven/diagnosis'
import { faultBySeverity, findIncidents, type Incident, type Template } from '@faultmaven/logs'
import { toInstant, type Microseconds } from '@faultmaven/signals'

const MAX_PLACES = 8
const MAX_TITLE = 120
const MAX_DETAILS = 6

/**
 * The incidents of a log, worst first: where one stretch begins in which new faults came, faults burst, or somebody fell silent.
 *
 * @param messages what the messages of the same source say one by one: how much each is a fault counts
 */
export function incidentsOf({ log }: ExaminedSource, messages: readonly DraftFinding[]): readonly Incident[] {
  if (log === undefined) return []
  const said = new Map(messages.flatMap((message) => (isSaid(message) ? [[message.places[0]!.line, message] as const] : [])))
  const faultOf = (template: Template) => {
    const message = said.get(template.firstLine)
    if (message?.kind === 'healthy') return 0
    return Math.max(faultBySeverity(template), message?.score ?? 0)
  }
  return findIncidents(log, { faultOf })
}

/** Incidents as findings. The first place of each is the line that it began with. */
export function incidentDrafts({ name }: ExaminedSource, incidents: readonly Incident[]): DraftFinding[] {
  return incidents.map((incident) => toDraft(name, incident))
}

function isSaid({ kind, check, places }: DraftFinding): boolean {
  return (kind === 'healthy' || (kind === 'fault' && check === 'log-messages')) && places.length > 0
}

function toDraft(sourceName: string, incident: Incident): DraftFinding {
  const { kind, score, members, from, to, silences } = incident
  const severity = members.find((member) => member.template.severity !== undefined)?.template.severity
  return {
    sourceName,
    kind,
    check: 'log-incidents',
    title: kind === 'burst' ? burstTitle(incident) : silenceTitle(incident),
    score,
    ...(severity === undefined || kind === 'silence' ? {} : { severity }),
    count: members.reduce((sum, { count }) => sum + count, 0) || 1,
    ...(from === undefined || to === undefined ? {} : { interval: { from: toInstant(from), to: toInstant(to) } }),
    entities: [...new Set(silences.map(({ origin }) => origin.name))],
    details: detailsOf(incident),
    places: placesOf(incident),
    predicates: predicatesOf(incident),
  }
}

function burstTitle(incident: Incident): string {
  const { members } = incident
  const [first] = members
  const fresh = members.filter(({ kind }) => kind === 'new').length
  const what = fresh === 0 ? `${plural(members.length, 'message')} in a burst` : plural(fresh, 'new message')
  return `Incident ${spanOf(incident)}: ${what}, first “${clip(first?.template.text ?? '')}”`
}

function silenceTitle(incident: Incident): string {
  const [silence] = incident.silences
  const after = silence?.trigger === undefined ? '' : `, right after “${clip(silence.trigger.template.text)}”`
  return `${silence?.origin.name ?? 'It'} was silent ${spanOf(incident)}${after}`
}

function spanOf({ from, to, firstLine, lastLine }: Incident): string {
  if (from === undefined || to === undefined) return `from line ${firstLine} to ${lastLine}`
  const until =
    toInstant(to).slice(0, 10) === toInstant(from).slice(0, 10) ? clock(to) : `${toInstant(to).slice(0, 10)} ${clock(to)}`
  return `from ${toInstant(from).slice(0, 10)} ${clock(from)} to ${until} UTC`
}

function detailsOf({ kind, members, precursors, silences }: Incident): string[] {
  const came =
    kind === 'silence'
      ? []
      : members.map(({ kind: how, count, template, ratio }) => {
          const rate = how === 'new' ? 'never before' : `${ratio.toPrecision(2)} times as often as elsewhere`
          return `“${clip(template.text)}” ${count === 1 ? 'once' : `${count} times`}, ${rate}`
        })
  const before = precursors.map(({ template, firstLine }) => `shortly before, at line ${firstLine}: “${clip(template.text)}”`)
  const silent = silences.map(
    ({ origin, pause, strength }) =>
      `${origin.kind} ${origin.name} wrote nothing while others wrote ${pause.lines} lines (chance of that at any moment: 1 in ${Math.max(2, Math.round(10 ** Math.min(6, strength)))})`,
  )
  return [...came.slice(0, MAX_DETAILS), ...before, ...silent.slice(0, 2)]
}

/** Where it began, the first line of each message, the last line of all; what announced it comes last. */
function placesOf({ firstLine, lastLine, members, precursors, silences, kind }: Incident): DraftPlace[] {
  const ends =
    kind === 'silence' ? silences.slice(0, 1).flatMap(({ pause }) => [pause.fromLine, pause.toLine ?? []].flat()) : [lastLine]
  const lines = [firstLine, ...ends, ...members.map((member) => member.firstLine), ...precursors.map((one) => one.firstLine)]
  return [...new Set(lines)].slice(0, MAX_PLACES).map((line) => ({ line }))
}

function predicatesOf({ members, silences }: Incident): DraftPredicate[] {
  const present = members
    .slice(0, MAX_PLACES)
    .map(({ template: { literals }, firstLine }): DraftPredicate => ({ name: 'present', literals, lines: [firstLine] }))
  if (present.length > 0) return present
  return silences.slice(0, 1).map(({ pause }) => ({ name: 'present', literals: [], lines: [pause.fromLine] }))
}

function plural(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
function clip(text: string): string {
  return text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE)}…` : text
}
function clock(time: Microseconds): string {
  return toInstant(time).slice(11, 19)
}
