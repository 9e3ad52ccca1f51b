import { expect, test } from 'vitest'
import { readBareReading } from './bare-reading.ts'

test.each([
  ['lost_frames:138', 'number'],
  ['periods_throttled 12', 'number'],
  ['periods_throttled 0', 'nothing'],
  ['failed_calls: 0.00', 'nothing'],
  ['# name,state,queued,rate_limit,denied,errors,aborted,lost,weight', 'nothing'],
  ['Blocks read 0.00/s, evicted unread 0.00/s', 'nothing'],
  ['Blocks read 0.00/s, evicted unread 3.10/s', undefined],
  ['connection refused after 3 tries', undefined],
  ['exited with code 0', undefined],
  ['errors: 12 lost: 3', undefined],
])('readBareReading() of "%s" is %s', (text, expected) => {
  expect(readBareReading(text)).toBe(expected)
})
