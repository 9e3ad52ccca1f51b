import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCollections } from './read-collections.ts'
import { readHistogram } from './read-histogram.ts'

describe('readCollections()', () => {
  test('reads unified logging with its pauses, sizes and uptime', () => {
    const read = readCollections(
      [
        '[2026-02-03T04:05:06.100+0000][12.500s][info][gc,start] GC(4) Pause Young (Normal) (G1 Evacuation Pause)',
        '[2026-02-03T04:05:06.120+0000][12.520s][info][gc] GC(4) Pause Young (Normal) (G1 Evacuation Pause) 900M->300M(2048M) 20.500ms',
        '[2026-02-03T04:06:06.120+0000][72.520s][info][gc] GC(5) To-space exhausted',
        '[2026-02-03T04:06:09.120+0000][75.520s][info][gc] GC(6) Pause Full (G1 Compaction Pause) 2040M->1G(2G) 3000.000ms',
      ].join('\n'),
    )
    expect(read?.failed).toEqual([{ line: 3, text: 'To-space exhausted' }])
    expect(read?.pauses).toMatchObject([
      { line: 2, isFull: false, before: 900, after: 300, capacity: 2048, seconds: 0.0205, at: 12.52, clock: '04:05:06' },
      { line: 4, isFull: true, before: 2040, after: 1024, capacity: 2048, seconds: 3 },
    ])
  })
  test('reads the older form of the throughput collector', () => {
    const line =
      '2026-02-03T04:05:06.100+0000: 99.100: [Full GC (Ergonomics) [PSYoungGen: 10K->0K(20K)] [ParOldGen: 90K->80K(100K)] 2097152K->1048576K(3145728K), [Metaspace: 9K->9K(10K)], 2.5000000 secs] [Times: user=1.0 sys=0.0, real=2.5 secs]'
    expect(readCollections(line)?.pauses).toMatchObject([
      { isFull: true, before: 2048, after: 1024, capacity: 3072, seconds: 2.5, at: 99.1 },
    ])
  })
  test('takes other texts for none and never throws', () => {
    expect(readCollections('Pause Young is a collection\n')).toBeUndefined()
    fc.assert(fc.property(fc.string(), (text) => void readCollections(`Pause Full ${text} 1M->1M(2M) ${text}`)))
  })
})

test('readHistogram() gives the classes with their lines', () => {
  const text =
    ' num     #instances         #bytes  class name (module)\n----\n   1:       7000      560000  org.shelf.Book\n   2:  9  100  [B (java.base@21)\n'
  expect(readHistogram(text)).toEqual([
    { name: 'org.shelf.Book', instances: 7000, bytes: 560000, line: 3 },
    { name: '[B', instances: 9, bytes: 100, line: 4 },
  ])
  expect(readHistogram('1: 2 3 x')).toEqual([])
})
