import { describe, expect, test } from 'vitest'
import { exampleFinding, exampleSource } from '../testing/example-evidence.ts'
import { createReferences } from './references.ts'

const [first, refused, second] = [exampleSource(1), exampleSource(2, { state: 'refused' }), exampleSource(3)]
const references = createReferences([first, refused, second], [exampleFinding()])

describe('createReferences()', () => {
  test('names what can be read, in its order, and gives the same names back', () => {
    expect(references.sources.map(({ alias }) => alias)).toEqual(['A1', 'A2'])
    expect(references.sourceOf('A2')).toBe(second)
    expect(references.aliasOf(second.id)).toBe('A2')
    expect(references.aliasOf(refused.id)).toBeUndefined()
    expect(references.findingOf('F1')).toEqual(exampleFinding())
    expect(references.placeOf('A2:117')).toEqual({ sourceId: second.id, line: 117 })
  })

  test.each(['A3:1', 'A0:1', 'A1:0', 'A1:-4', 'A1', 'A1:1e3', ` A1:1`, 'A1:1 ', `${first.id}:1`, 'F1:1'])(
    'gives %j no place',
    (name) => expect(references.placeOf(name)).toBeUndefined(),
  )
})
