import type { LogRecord } from '@faultmaven/signals'
import type { Pause } from '../digest.ts'

/** Longest pauses kept of one origin: enough to fit the tail that chance has. */
export const MAX_PAUSES = 32

/** Keeps the longest pauses between records of one origin, measured in the lines that others wrote meanwhile. */
export function createPauses() {
  const kept: Pause[] = []
  let shortest = 0
  let last: LogRecord | undefined
  let lastEnd = 0

  const keep = (pause: Pause) => {
    if (kept.length < MAX_PAUSES) kept.push(pause)
    else kept[kept.findIndex(({ lines }) => lines === shortest)] = pause
    if (kept.length === MAX_PAUSES) shortest = Math.min(...kept.map(({ lines }) => lines))
  }
  return {
    add: (record: LogRecord): void => {
      const lines = record.line - lastEnd
      if (last !== undefined && lines > shortest) keep(between(last, record, lines))
      last = record
      lastEnd = record.line + record.lines
    },
    /** The longest pauses, longest first; the one that the end of the source cuts off is among them. */
    result: (lines: number): readonly Pause[] => {
      const open = last === undefined || lines < lastEnd ? [] : [between(last, undefined, lines + 1 - lastEnd)]
      return [...kept, ...open].sort((a, b) => b.lines - a.lines || a.fromLine - b.fromLine).slice(0, MAX_PAUSES)
    },
  }
}

function between(before: LogRecord, after: LogRecord | undefined, lines: number): Pause {
  return {
    lines,
    fromLine: before.line,
    ...(after === undefined ? {} : { toLine: after.line }),
    ...(before.time === undefined ? {} : { fromTime: before.time }),
    ...(after?.time === undefined ? {} : { toTime: after.time }),
  }
}
