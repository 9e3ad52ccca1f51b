import { expect, test } from 'vitest'
import { linkToken } from './link-token.ts'

test('linkToken() reads the one-time link and nothing else', () => {
  expect(linkToken('#link=abc_DEF-123')).toBe('abc_DEF-123')
  expect(linkToken('#/c/1?link=abc')).toBeUndefined()
  expect(linkToken('#link=')).toBeUndefined()
  expect(linkToken(`#link=${'x'.repeat(257)}`)).toBeUndefined()
})
