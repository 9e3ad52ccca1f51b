import { expect, test } from 'vitest'
import { createRecordSplitter } from '../records/record-splitter.ts'
import { findDateOrder } from './date-order.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const orderOf = (...dates: string[]) => {
  const found = findDateOrder(
    dates.map((date) => `${date} 10:00:00 started`),
    NOW,
  )
  return found && [found.order, found.isDecided]
}

test.each([
  [['03/04/2026'], 'mdy', false],
  [['13/04/2026'], 'dmy', true],
  [['04/13/2026'], 'mdy', true],
  [['03/04/2026', '03/04/2026', '14/04/2026'], 'dmy', true],
  [['03/04/2026', '04/04/2026', '05/04/2026'], 'dmy', true],
  [['04/03/2026', '04/04/2026', '04/05/2026'], 'mdy', true],
  [['12/11/2026'], 'dmy', true],
  [['26/03/04', '26/03/05'], 'ymd', true],
  [['03/14/26'], 'mdy', true],
])('findDateOrder() of %j is %s', (dates, order, isDecided) => {
  expect(orderOf(...dates)).toEqual([order, isDecided])
})

test('findDateOrder() knows nothing of other dates', () => {
  expect(findDateOrder(['2026-03-04 05:06:07 x', 'at 10/24 of it'], NOW)).toBeUndefined()
})

test('a day above 12 decides for the lines before it, too', () => {
  const times: (number | undefined)[] = []
  const splitter = createRecordSplitter({ now: NOW, onRecord: ({ time }) => times.push(time) })
  splitter.push(Buffer.from('12/03/2026 23:59:58 [main] INFO a: one\n13/03/2026 00:00:01 [main] INFO a: two\n'))
  splitter.end()
  expect(times).toEqual([Date.UTC(2026, 2, 12, 23, 59, 58) * 1000, Date.UTC(2026, 2, 13, 0, 0, 1) * 1000])
  expect(splitter.clock().notes).toContain('Dates such as 12/03/2026 are read as day/month')
})
