import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'
import { findBrokenSequences, type BrokenSequence } from '@faultmaven/logs'
import { toInstant } from '@faultmaven/signals'

/** What never finished tells what was hit, not by what. */
const WEIGHT = 0.5
const MAX_SEQUENCES = 6
const MAX_IDS = 8
const MAX_TEXT = 100

/** What was started and never finished, with the ids, most certain first. */
export function sequenceDrafts({ name, log }: ExaminedSource): DraftFinding[] {
  if (log === undefined) return []
  return findBrokenSequences(log)
    .slice(0, MAX_SEQUENCES)
    .map((broken) => toDraft(name, broken))
}

function toDraft(sourceName: string, broken: BrokenSequence): DraftFinding {
  const { start, end, finished, unfinished, followed, longestLines, longestUs, pValue, score } = broken
  const shown = unfinished.slice(0, MAX_IDS)
  const times = unfinished.flatMap(({ time }) => time ?? [])
  const [from, to] = [times[0], times.at(-1)]
  return {
    sourceName,
    kind: 'silence',
    check: 'log-sequences',
    title: `Started and never finished, ${unfinished.length} of ${finished + unfinished.length}: “${clip(start.text)}” without “${clip(end.text)}”`,
    score: score * WEIGHT,
    count: unfinished.length,
    ...(from === undefined || to === undefined
      ? {}
      : { interval: { from: toInstant(from), to: toInstant(to < from ? from : to) } }),
    entities: shown.map(({ id }) => id),
    details: [
      `unfinished: ${shown.map(({ id, line }) => `${id} (line ${line})`).join(', ')}${unfinished.length > MAX_IDS ? ', …' : ''}`,
      `the longest of the others took ${longestUs === undefined ? `${longestLines} lines` : `${Number((longestUs / 1e6).toPrecision(2))} s`}`,
      `chance that just these would take longest: ${pValue < 1e-6 ? 'under one in a million' : pValue.toPrecision(1)}`,
      ...(followed < 1 ? [`one in ${Math.round(1 / followed)} ids was followed: there are more`] : []),
    ],
    places: shown.map(({ line }) => ({ line })),
    predicates: [{ name: 'present', literals: start.literals, lines: shown.map(({ line }) => line) }],
  }
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
