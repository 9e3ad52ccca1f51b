import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from './read-json.ts'

describe('readJson()', () => {
  test.each([
    ['{"a": 1}', { a: 1 }],
    ['Here it is:\n```json\n{"a": {"b": 2}}\n```\nDone.', { a: { b: 2 } }],
    ['{ this } is {"a": 3}', { a: 3 }],
    ['{"a": ', undefined],
    ['[1, 2]', undefined],
    ['"text"', undefined],
    ['null', undefined],
    ['', undefined],
  ])('reads %j', (text, value) => expect(readJson(text)).toEqual(value))

  test('never throws, and finds any object between words', () => {
    fc.assert(fc.property(fc.string(), (text) => void readJson(text)))
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        expect(readJson(`So: ${JSON.stringify(value)} there.`)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
