import { describe, expect, test } from 'vitest'
import { type Feedback, standingFeedback, targetKey } from './feedback.ts'

const about = (hypothesisId: string, verdict: Feedback['verdict'], rest: Partial<Feedback> = {}): Feedback => ({
  id: '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10',
  target: { kind: 'hypothesis', hypothesisId },
  verdict,
  at: '2026-11-23T03:31:00Z',
  ...rest,
})

describe('standingFeedback()', () => {
  test('keeps the last word on each target, in the order in which they were said', () => {
    const standing = standingFeedback([about('a', 'wrong'), about('b', 'right'), about('a', 'not-quite')])
    expect(standing.map(({ target, verdict }) => [targetKey(target), verdict])).toEqual([
      ['hypothesis b', 'right'],
      ['hypothesis a', 'not-quite'],
    ])
  })

  test('lets the word before stand again when the last is undone', () => {
    const standing = standingFeedback([about('a', 'wrong'), about('a', 'right', { undone: true })])
    expect(standing.map(({ verdict }) => verdict)).toEqual(['wrong'])
  })
})
