import type { MetricSeries } from '@faultmaven/metrics'
import { describe, expect, test } from 'vitest'
import { examineUnserved } from './series-unserved.ts'

const START = Date.UTC(2026, 4, 4, 9) * 1000
const series = (name: string, values: readonly number[], queue: string): MetricSeries => ({
  name,
  attributes: { instance: 'mq.example:9419', queue },
  samples: values.map((value, index) => ({ time: (START + index * 60_000_000) as never, value, line: index + 1 })),
})
const brief = (consumers: readonly number[], messages: readonly number[], queue = 'invoices') =>
  examineUnserved(
    [
      series('mq_queue_consumers', consumers, queue),
      series('mq_queue_messages_ready', messages, queue),
      series('mq_queue_messages', messages, queue),
      series('mq_queue_messages', [900, 901, 902, 903], 'other'),
    ],
    'mq.json',
  )

describe('examineUnserved()', () => {
  test('work that waits since the last consumer left', () => {
    const [finding, ...more] = brief([2, 2, 0, 0], [0, 1, 40, 81])
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      title: 'invoices has no consumer since 09:02:00, and 81 wait in it (mq_queue_messages)',
      fault: { mechanism: 'queue/unserved', entity: 'invoices' },
      interval: { from: '2026-05-04T09:02:00.000000Z' },
      places: [{ line: 3 }, { line: 4 }],
    })
  })
  test('a queue that never had a consumer weighs less than one that lost it', () => {
    expect(brief([0, 0, 0, 0], [5, 6, 7, 8])[0]?.score).toBeLessThan(brief([1, 0, 0, 0], [5, 6, 7, 8])[0]?.score ?? 0)
  })
  test('says nothing of an empty queue, of one that is served again, and of one that keeps what was put aside', () => {
    expect(brief([1, 0, 0, 0], [3, 2, 1, 0])).toEqual([])
    expect(brief([1, 0, 0, 1], [3, 20, 41, 30])).toEqual([])
    expect(brief([0, 0, 0, 0], [3, 3, 3, 3], 'invoices.dead-letter')).toEqual([])
  })
})
