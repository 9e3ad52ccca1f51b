import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'
import { findLostRhythms, type LostRhythm } from '@faultmaven/logs'
import { toInstant } from '@faultmaven/signals'

/** What came by the clock and did not come any more tells when, seldom why. */
const WEIGHT = 0.45
const MAX_RHYTHMS = 6
const MAX_TEXT = 120

/** Messages that came at equal distances in time and stopped, paused or drifted, most certain first. */
export function rhythmDrafts({ name, log }: ExaminedSource): DraftFinding[] {
  if (log === undefined) return []
  return findLostRhythms(log)
    .slice(0, MAX_RHYTHMS)
    .map((lost) => toDraft(name, lost))
}

function toDraft(sourceName: string, lost: LostRhythm): DraftFinding {
  const { template, score, from, to, firstLine, lastLine, kind, pValue, beats } = lost
  const text = template.text.length > MAX_TEXT ? `${template.text.slice(0, MAX_TEXT)}…` : template.text
  // A rhythm that stopped is proven by its last record alone: the end of the log is no record of it.
  const lines = kind === 'stopped' ? [firstLine] : [firstLine, lastLine]
  return {
    sourceName,
    kind: 'silence',
    check: 'log-rhythms',
    title: `${wording(lost)}: ${text}`,
    score: score * WEIGHT,
    count: template.count,
    ...(template.severity === undefined ? {} : { severity: template.severity }),
    interval: { from: toInstant(from), to: toInstant(to) },
    entities: template.component === undefined ? [] : [template.component],
    details: [
      `${beats} gaps kept the rhythm`,
      `chance of that: ${pValue < 1e-6 ? 'under one in a million' : pValue.toPrecision(1)}`,
    ],
    places: lines.map((line) => ({ line })),
    predicates: [{ name: 'present', literals: template.literals, lines }],
  }
}

function wording({ kind, periodUs, laterUs = 0, missed, from }: LostRhythm): string {
  const every = `Came every ${span(periodUs)}`
  if (kind === 'drifted') return `${every}, later every ${span(laterUs)}`
  const at = `${toInstant(from).slice(11, 19)} UTC`
  return kind === 'stopped' ? `${every} and stopped at ${at}` : `${every} and missed ${missed} times from ${at} on`
}

function span(us: number): string {
  const seconds = us / 1e6
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`
  return seconds < 6000 ? `${Number((seconds / 60).toPrecision(2))} min` : `${Number((seconds / 3600).toPrecision(2))} h`
}
