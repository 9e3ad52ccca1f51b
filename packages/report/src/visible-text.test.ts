import { expect, test } from 'vitest'
import { visibleText } from './visible-text.ts'

test('shows a bidi override that would reverse a file name', () => {
  expect(visibleText('report\u202Egol.exe')).toBe('report⟦U+202E⟧gol.exe')
})

test('shows zero-width and control characters, keeps tabs, newlines and other scripts', () => {
  expect(visibleText('a\u200Bb\u0000\tc\nд 日本')).toBe('a⟦U+200B⟧b⟦U+0000⟧\tc\nд 日本')
})
