import { ProblemError } from '@faultmaven/rpc'

/** Place of a record in an order. By `time`, then by source and record; in `file` order `time` does not count. */
export type Position = { readonly time: number; readonly sourceOrder: number; readonly record: number }
export type Order = 'time' | 'file'

type Named = { readonly order: Order; readonly time: number; readonly sourceId: string; readonly record: number }

export function writeCursor({ order, time, sourceId, record }: Named): string {
  return `${order}:${order === 'time' ? time : 0}:${sourceId}:${record}`
}

/**
 * @param orderOf place of a source among those of the case
 * @throws {ProblemError} `request.invalid` for a cursor of another order or case
 */
export function readCursor(cursor: string, order: Order, orderOf: (sourceId: string) => number | undefined): Position {
  const [kind, time, sourceId = '', record] = cursor.split(':')
  const sourceOrder = orderOf(sourceId)
  if (kind !== order || sourceOrder === undefined) {
    throw new ProblemError('request.invalid', {
      detail: 'The cursor is not of this order and case; take one that an answer gave',
      errors: [{ pointer: '/cursor', detail: 'Expected a cursor of this order and case' }],
    })
  }
  return { time: Number(time), sourceOrder, record: Number(record) }
}

/** Negative when `a` comes first. */
export function comparePositions(a: Position, b: Position): number {
  return a.time - b.time || a.sourceOrder - b.sourceOrder || a.record - b.record
}
