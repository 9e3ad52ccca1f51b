import { describe, expect, it } from 'vitest'
import { examineDurationTrees } from './duration-trees.ts'

const read = (text: string) => examineDurationTrees(text.split('\n'), 'trace.txt')

describe('examineDurationTrees()', () => {
  it('finds the operation that takes most of the time in itself, and its statement', () => {
    const [found] = read(`├─ GET /basket (edge) - 4120.5ms (span_id=1)
│  Attributes:
  ├─ check (session) - 20ms (span_id=2)
  ├─ price (quotes) - 4080ms (span_id=3)
    ├─ find (quotes) - 4010ms (span_id=4)
    │    db.statement: SELECT * FROM quotes WHERE id=$1
    ├─ render (quotes) - 12ms (span_id=5)`)
    expect(found).toMatchObject({
      title: 'find (quotes) takes 4.0 s of the 4.1 s of GET /basket (edge) (97%)',
      fault: { mechanism: 'query/slow' },
      details: ['SELECT * FROM quotes WHERE id=$1'],
    })
    expect(found?.places.map(({ line }) => line)).toEqual([5, 4, 6])
  })

  it('says nothing of short requests, of time spread over many operations, and of trees without times', () => {
    expect(read('├─ a - 300ms\n  ├─ b - 290ms\n  ├─ c - 5ms')).toEqual([])
    expect(read('├─ a - 4 s\n  ├─ b - 1.5 s\n  ├─ c - 1.4 s\n  ├─ d - 1 s')).toEqual([])
    expect(read('├─ src\n│  ├─ main.ts\n│  └─ index.ts')).toEqual([])
  })
})
