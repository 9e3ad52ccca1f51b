import { expect, test } from 'vitest'
import { terminalText } from './terminal-text.ts'

test.each([
  ['colours and titles', '\u001B[31mred\u001B[0m \u001B]0;title\u0007', '�[31mred�[0m �]0;title�'],
  ['the reading direction', 'a\u202Eb\u2066c', 'a�b�c'],
  ['C1 controls and erasing', '\u009B2Jx\u007F\b', '�2Jx��'],
])('terminalText() lets nothing through that changes %s', (_what, text, shown) => {
  expect(terminalText(text)).toBe(shown)
})

test('terminalText() keeps words of any language, and everything on one line', () => {
  expect(terminalText('größe 日本 🙂\r\n100%  forged cause\tx')).toBe('größe 日本 🙂 100%  forged cause x')
})
