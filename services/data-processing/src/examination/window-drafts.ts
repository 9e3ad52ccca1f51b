import type { DraftFinding, ExaminedSource } from '@faultmaven/diagnosis'
import { findOddWindows, type OddWindow } from '@faultmaven/logs'
import { toInstant } from '@faultmaven/signals'

/** That a stretch is unlike others supports what else is found there; by itself it is hardly worth a look. */
const WEIGHT = 0.25
const MAX_WINDOWS = 3
const MAX_TEXT = 100

/** Stretches of a log whose mix of messages is unlike that of the others, oddest first: where to look, not what it is. */
export function windowDrafts({ name, kind, log }: ExaminedSource): DraftFinding[] {
  if (log === undefined || kind !== 'log') return []
  return findOddWindows(log)
    .slice(0, MAX_WINDOWS)
    .map((window) => toDraft(name, window))
}

function toDraft(sourceName: string, { firstLine, lastLine, from, to, score, messages }: OddWindow): DraftFinding {
  return {
    sourceName,
    kind: 'burst',
    check: 'log-windows',
    title: `Lines ${firstLine} to ${lastLine} have a mix of messages unlike the rest of the log`,
    score: score * WEIGHT,
    count: messages.reduce((sum, { count }) => sum + count, 0) || 1,
    ...(from === undefined || to === undefined ? {} : { interval: { from: toInstant(from), to: toInstant(to) } }),
    entities: [],
    details: messages.map(
      ({ template, count, expected }) =>
        `${count} where ${expected.toPrecision(2)} are usual: ${template.text.slice(0, MAX_TEXT)}`,
    ),
    places: [{ line: firstLine }, { line: lastLine }],
    predicates: [{ name: 'present', literals: [], lines: [firstLine] }],
  }
}
