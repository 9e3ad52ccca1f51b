import { microseconds } from '@faultmaven/signals'
import type { Origin, Pause } from '../digest.ts'

/** Longest pauses kept of one origin: enough to fit the tail that chance has. */
const MAX_PAUSES = 32

/** An origin while it is being followed. Plain data, for every record comes by here. */
export type OpenOrigin = Pick<Origin, 'kind' | 'name'> & {
  count: number
  /** First line of its last record, and the line after it. */
  line: number
  next: number
  /** Time of its last record, microseconds, NaN without: an array, because assigning such a number to a property makes an object. */
  readonly time: Float64Array
  readonly pauses: Pause[]
  /** Length of the shortest pause kept, once there are as many as may be. */
  shortest: number
}

/** An origin with its first record. */
export function createOrigin(kind: Origin['kind'], name: string, line: number, next: number, time: number): OpenOrigin {
  return { kind, name, count: 1, line, next, time: new Float64Array([time]), pauses: [], shortest: 0 }
}

/** Counts the next record of an origin and keeps the pause before it if it is one of the longest. */
export function hear(origin: OpenOrigin, line: number, next: number, time: number): void {
  if (line - origin.next > origin.shortest) keep(origin, line, time)
  origin.count += 1
  origin.line = line
  origin.next = next
  origin.time[0] = time
}

/** Its pauses, longest first; the one that the end of the source cuts off is among them. */
export function toOrigin(origin: OpenOrigin, lines: number): Origin {
  const { kind, name, count, next } = origin
  const open = lines < next ? [] : [pauseUntil(origin, lines + 1)]
  const pauses = [...origin.pauses, ...open].sort((a, b) => b.lines - a.lines || a.fromLine - b.fromLine)
  return { kind, name, count, pauses: pauses.slice(0, MAX_PAUSES) }
}

function keep(origin: OpenOrigin, line: number, time: number): void {
  const { pauses, shortest } = origin
  const pause = pauseUntil(origin, line, { line, time })
  if (pauses.length < MAX_PAUSES) pauses.push(pause)
  else pauses[pauses.findIndex(({ lines }) => lines === shortest)] = pause
  if (pauses.length === MAX_PAUSES) origin.shortest = Math.min(...pauses.map(({ lines }) => lines))
}

function pauseUntil({ line, next, time }: OpenOrigin, end: number, after?: { line: number; time: number }): Pause {
  const fromTime = time[0]!
  return {
    lines: end - next,
    fromLine: line,
    ...(after === undefined ? {} : { toLine: after.line }),
    ...(Number.isNaN(fromTime) ? {} : { fromTime: microseconds(fromTime) }),
    ...(after === undefined || Number.isNaN(after.time) ? {} : { toTime: microseconds(after.time) }),
  }
}
