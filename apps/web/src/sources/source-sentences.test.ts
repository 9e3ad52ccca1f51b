import { expect, test } from 'vitest'
import { clockSentence, coverageSentence } from './source-sentences.ts'

test('coverageSentence() shows the sum that accounts for every line and never rounds up to all', () => {
  const coverage = { lines: 18_000, records: 17_900, continuations: 90, blank: 9, skipped: 1, recognised: 0.9999 }
  expect(coverageSentence(coverage, 'log')).toBe(
    '18,000 lines = 17,900 records + 90 continuations + 9 blank + 1 skipped; header understood in 99.9% of the records',
  )
  expect(coverageSentence({ lines: 0, records: 0, continuations: 0, blank: 0, skipped: 0, recognised: 0 }, 'log')).toBe(
    '0 lines = 0 records + 0 continuations + 0 blank + 0 skipped',
  )
})

test('coverageSentence() speaks of headers for logs only', () => {
  const coverage = { lines: 6, records: 6, continuations: 0, blank: 0, skipped: 0, recognised: 0 }
  expect(coverageSentence(coverage, 'config')).not.toContain('header')
  expect(coverageSentence(coverage, 'log')).toContain('header understood in 0%')
})

test('clockSentence() says what was assumed', () => {
  expect(clockSentence({ zone: 'assumed-utc', yearAssumed: true, uncertaintyMs: 500 })).toBe(
    'No time zone stated, taken as UTC; no year stated, the latest that fits was taken; times may be off by ±500 ms',
  )
  expect(clockSentence({ zone: 'stated', yearAssumed: false, uncertaintyMs: 2000 })).toBe(
    'Time zone stated in the source; times may be off by ±2 s',
  )
  expect(clockSentence({ zone: 'none', yearAssumed: false, uncertaintyMs: 0 })).toBe('No time stamps')
})
