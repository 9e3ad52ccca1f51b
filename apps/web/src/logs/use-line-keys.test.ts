import { expect, test } from 'vitest'
import { neighbourLine } from './use-line-keys.ts'

test('neighbourLine() finds the next and the previous line, and none beyond the ends', () => {
  const lines = [40, 7, 12]
  expect(neighbourLine(lines, 7, 1)).toBe(12)
  expect(neighbourLine(lines, 7, -1)).toBeUndefined()
  expect(neighbourLine(lines, 41, -1)).toBe(40)
  expect(neighbourLine(lines, 40, 1)).toBeUndefined()
})
