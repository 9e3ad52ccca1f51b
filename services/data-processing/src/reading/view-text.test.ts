import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { viewText } from './view-text.ts'

test('viewText() takes out colours and marks what hides or reorders', () => {
  expect(viewText('a\u001b[1;31mb\u001b[0m\tc')).toEqual({ text: 'ab\tc', cut: false })
  expect(viewText('\u001b]0;title\u0007x\u202ey\u2066z')).toEqual({
    text: '⟦ESC⟧]0;title⟦U+0007⟧x⟦U+202E⟧y⟦U+2066⟧z',
    cut: false,
  })
})

test('viewText() cuts at 4096 characters and says so', () => {
  expect(viewText('x'.repeat(4096))).toMatchObject({ cut: false })
  const { text, cut } = viewText('x'.repeat(4097))
  expect([text.length, cut]).toEqual([4096, true])
})

test('viewText() never lets a control or bidi character through, and grows no text beyond the cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
      const { text } = viewText(raw)
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
      expect(text.length).toBeLessThanOrEqual(4096)
    }),
  )
})
