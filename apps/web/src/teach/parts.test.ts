import { expect, test } from 'vitest'
import { isFieldName, labelOf, piecesOf, withMark } from './parts.ts'

const mark = (part: string, from: number, to: number, line = 0) => ({ line, from, to, part })

test('withMark() takes the place of what the new mark overlaps and of the same part in that line', () => {
  const marks = [mark('timestamp', 0, 5), mark('host', 6, 9), mark('host', 6, 9, 1)]
  expect(withMark(marks, mark('severity', 4, 7))).toEqual([mark('host', 6, 9, 1), mark('severity', 4, 7)])
  expect(withMark(marks, mark('host', 10, 12))).toEqual([mark('timestamp', 0, 5), mark('host', 6, 9, 1), mark('host', 10, 12)])
})

test('piecesOf() gives back the whole line, marked or not', () => {
  const pieces = piecesOf('5:06 web ok', [mark('host', 5, 8), mark('timestamp', 0, 4)])
  expect(pieces.map(({ part }) => part)).toEqual(['timestamp', undefined, 'host', undefined])
  expect(pieces.map(({ text }) => text).join('')).toBe('5:06 web ok')
  expect(piecesOf('ab', [mark('host', 0, 9)])).toEqual([{ text: 'ab', part: undefined }])
})

test('a field has a name of its own, a part the page’s', () => {
  expect([labelOf('pid'), labelOf('tenant')]).toEqual(['Process id', 'tenant'])
  expect(['tenant', 'a.b-c_1', '1a', 'a b', '__proto__', ''].map(isFieldName)).toEqual([true, true, false, false, false, false])
})
