import type { Feedback } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { withSent } from './with-sent.ts'

const word = (id: string, rest: Partial<Feedback> = {}): Feedback => ({
  id,
  at: '2026-11-23T03:31:00Z',
  target: { kind: 'hypothesis', hypothesisId: 'h-disk' },
  verdict: 'wrong',
  ...rest,
})

test('shows a word before the log tells it, and once only when it does', () => {
  expect(withSent([], [word('a')])).toEqual([word('a')])
  expect(withSent([word('a')], [word('a')])).toEqual([word('a')])
})

test('shows a word as taken back before the log does, and never brings one back', () => {
  expect(withSent([word('a')], [word('a', { undone: true })])).toEqual([word('a', { undone: true })])
  expect(withSent([word('a', { undone: true })], [word('a')])).toEqual([word('a', { undone: true })])
})
