import { expect, test } from 'vitest'
import { readableBody } from './readable-body.ts'

test.each([
  ['{"a":"x\\ny"}', '{\n  "a": "x\ny"\n}'],
  ['{"a":"C:\\\\new"}', '{\n  "a": "C:\\\\new"\n}'],
  ['no JSON\n', 'no JSON\n'],
])('readableBody(%j)', (body, expected) => expect(readableBody(body)).toBe(expected))
