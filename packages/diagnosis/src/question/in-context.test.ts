import { describe, expect, test } from 'vitest'
import { inContext } from './in-context.ts'
import { readQuestion } from './read-question.ts'

describe('inContext()', () => {
  const earlier = readQuestion('Why does pod web-7d9f time out on the database?')

  test('a question that names nothing is about what was asked before', () => {
    const question = inContext(readQuestion('And is it over now?'), earlier)
    expect(question.entities).toEqual(earlier.entities)
    expect(question.resources).toEqual(earlier.resources)
    expect(question.words).toEqual(expect.arrayContaining([...earlier.words]))
    expect(question.asksWhetherOver).toBe(true)
  })

  test('a question that names something stands for itself', () => {
    const question = readQuestion('Is the disk full?')
    expect(inContext(question, earlier)).toEqual(question)
    expect(inContext(question, undefined)).toEqual(question)
  })
})
