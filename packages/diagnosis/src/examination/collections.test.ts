import { readCollections, readHistogram } from '@faultmaven/commands'
import { describe, expect, test } from 'vitest'
import { examineCollections, examineHistogram } from './collections.ts'

const pause = (second: number, kind: string, heap: string, took: number) =>
  `[2026-02-03T04:00:00.000+0000][${second}.000s][info][gc] GC(${second}) Pause ${kind} ${heap} ${took}.000ms`
const found = (lines: readonly string[]) => examineCollections(readCollections(lines.join('\n')), 'gc.log')

describe('examineCollections()', () => {
  test('says that the heap is full when full collections free next to nothing', () => {
    const lines = Array.from({ length: 20 }, (_, index) =>
      pause(100 + index * 5, 'Full (Allocation Failure)', '1020M->990M(1024M)', 2500),
    )
    const [finding] = found(lines)
    expect(finding?.fault?.mechanism).toBe('heap/exhausted')
    expect(finding?.title).toBe(
      'The heap is full: 20 full GC pauses since 04:00:00 leave 97% of 1 GiB occupied and stop the JVM 51% of the time',
    )
    expect(finding?.details).toContain('the longest pause took 2.5 s')
  })
  test('tells long pauses of a heap with room from a full one', () => {
    const lines = Array.from({ length: 20 }, (_, index) => pause(100 + index * 5, 'Young (Normal)', '900M->200M(1024M)', 1500))
    expect(found(lines)[0]).toMatchObject({ fault: { mechanism: 'gc/slow' } })
    expect(found(lines)[0]?.title).toContain('31% of the time: 20 pauses, none of them full')
  })
  test('is quiet about short collections and a single full one', () => {
    const lines = Array.from({ length: 50 }, (_, index) => pause(100 + index * 5, 'Young (Normal)', '900M->200M(1024M)', 15))
    expect(found([...lines, pause(400, 'Full (System.gc())', '300M->200M(1024M)', 400)])).toEqual([])
  })
})

test('examineHistogram() names the own classes that fill a heap, not the library classes that they are made of', () => {
  const text = [
    ' num     #instances         #bytes  class name (module)',
    '   1:       9000000      700000000  [B (java.base@21)',
    '   2:       8000000      640000000  org.shelf.Loan',
    '   3:            12            900  org.shelf.Desk',
  ].join('\n')
  const [finding] = examineHistogram(readHistogram(text), 'histo.txt')
  expect(finding?.title).toContain('Loan fill the heap: 8.0 million objects')
  expect(finding?.places).toEqual([{ line: 3 }, { line: 4 }])
  expect(examineHistogram(readHistogram(text.replace('640000000', '6400')), 'histo.txt')).toEqual([])
})
