import type { Origin, Pause } from '../digest.ts'
import { microseconds } from '@faultmaven/signals'
import type { NameTable } from '../records/name-table.ts'
import { MAX_ORIGINS, type BatchLoops } from '../records/batch-loops.ts'
import type { RecordBatch } from '../records/record-batch.ts'

/** Longest pauses kept of one origin: enough to fit the tail that chance has. */
const MAX_PAUSES = 32

// Of an origin, by its number: see `NameTable`.
const CELL = 5
const COUNT = 0
/** First line of its last record, the line after it, and its time. */
const LINE = 1
const NEXT = 2
const TIME = 3
/** Length of the shortest pause kept, once there are as many as may be. */
const SHORTEST = 4

/**
 * Follows the hosts or the components of a source, and the longest pauses of each; where there are more than 500, none: then the name
 * says nothing of who writes.
 */
export function createOrigins(kind: Origin['kind'], names: NameTable, loops: BatchLoops) {
  const which = kind === 'component' ? 0 : 1
  const cells = loops.origins[which]
  const pauses: Pause[][] = []
  let isFollowed = true

  const begin = (number: number): void => {
    pauses[number] = []
    cells[CELL * number + NEXT] = Infinity
  }
  const keep = (number: number, line: number, time: number): void => {
    const kept = pauses[number]!
    const pause = pauseUntil(number, line, { line, time })
    if (kept.length < MAX_PAUSES) kept.push(pause)
    else kept[kept.findIndex(({ lines }) => lines === cells[CELL * number + SHORTEST])] = pause
    if (kept.length === MAX_PAUSES) cells[CELL * number + SHORTEST] = Math.min(...kept.map(({ lines }) => lines))
  }
  const pauseUntil = (number: number, end: number, after?: { readonly line: number; readonly time: number }): Pause => {
    const at = CELL * number
    const fromTime = cells[at + TIME]!
    return {
      lines: end - cells[at + NEXT]!,
      fromLine: cells[at + LINE]!,
      ...(after === undefined ? {} : { toLine: after.line }),
      ...(Number.isNaN(fromTime) ? {} : { fromTime: microseconds(fromTime) }),
      ...(after === undefined || Number.isNaN(after.time) ? {} : { toTime: microseconds(after.time) }),
    }
  }
  /** A record of a new origin, or after a long pause. */
  const meet = ({ numbers, spans, times }: RecordBatch, index: number, number: number): void => {
    const at = CELL * number
    const line = numbers[index]!
    if (cells[at + COUNT] === 0) begin(number)
    if (line - cells[at + NEXT]! > cells[at + SHORTEST]!) keep(number, line, times[index]!)
    cells[at + COUNT] = cells[at + COUNT]! + 1
    cells[at + LINE] = line
    cells[at + NEXT] = line + spans[index]!
    cells[at + TIME] = times[index]!
  }
  /** The pause that the end of the source cuts off is among its pauses. */
  const toOrigin = (name: string, number: number, lines: number): Origin => {
    const open = lines < cells[CELL * number + NEXT]! ? [] : [pauseUntil(number, lines + 1)]
    const sorted = [...pauses[number]!, ...open].sort((a, b) => b.lines - a.lines || a.fromLine - b.fromLine)
    return { kind, name, count: cells[CELL * number + COUNT]!, pauses: sorted.slice(0, MAX_PAUSES) }
  }
  return {
    /** Hears the first records of a batch. */
    hear: (batch: RecordBatch, count: number): void => {
      if (!isFollowed) return
      const numbers = kind === 'component' ? batch.components : batch.hosts
      for (let index = loops.hear(which, 0, count); index < count; index = loops.hear(which, index + 1, count)) {
        if (numbers[index]! > MAX_ORIGINS) {
          isFollowed = false
          return
        }
        meet(batch, index, numbers[index]!)
      }
    },
    /** Longest pauses first. @param lines of the source */
    result: (lines: number): Origin[] =>
      isFollowed
        ? names.names().flatMap((name, at) => (cells[CELL * (at + 1) + COUNT]! > 0 ? [toOrigin(name, at + 1, lines)] : []))
        : [],
  }
}
