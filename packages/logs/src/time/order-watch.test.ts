import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeOrder } from './describe-order.ts'
import { createOrderWatch } from './order-watch.ts'

const START = Date.UTC(2026, 2, 4) * 1000

function watch(seconds: readonly number[]) {
  const watched = createOrderWatch()
  const times = Float64Array.from(seconds, (second) => START + second * 1e6)
  watched.see({ times, numbers: Float64Array.from(seconds, (_, index) => index + 1) }, seconds.length)
  return watched.result()
}
const run = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

test('records in order are in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 })), (seconds) => {
      const order = watch(seconds.toSorted((a, b) => a - b))
      expect(order).toEqual({ late: 0, latestMs: 0, steps: [], restarts: [] })
    }),
  )
})

test('stragglers are late, and no clock was set', () => {
  const order = watch(run(0, 300).flatMap((second) => (second % 50 === 20 ? [second, second - 10] : [second])))
  expect(order).toEqual({ late: 6, latestMs: 10_000, steps: [], restarts: [] })
  expect(describeOrder(order)).toEqual(['6 records stand out of order, by up to 10 s: sorted by time'])
})

test('a block that was written late is late, and no clock was set', () => {
  const order = watch([...run(0, 300), ...run(200, 230), ...run(300, 400)])
  expect(order).toMatchObject({ late: 30, steps: [] })
})

test('a clock that was set back is found, while it is behind and when it has caught up', () => {
  const found = { late: 0, steps: [{ line: 301, backMs: 99_000 }], restarts: [] }
  expect(watch([...run(0, 300), ...run(200, 290)])).toMatchObject(found)
  const order = watch([...run(0, 300), ...run(200, 900)])
  expect(order).toMatchObject(found)
  expect(describeOrder(order)[0]).toBe(
    'The clock was set back by 99 s at line 301: what follows is not earlier than what stands before',
  )
})

test('files joined in the wrong order are another stretch of time', () => {
  expect(watch([...run(1000, 1300), ...run(0, 300)])).toMatchObject({ late: 0, steps: [], restarts: [301] })
  expect(watch([...run(0, 300), ...run(2, 300), ...run(300, 310)])).toMatchObject({ steps: [], restarts: [301] })
})
