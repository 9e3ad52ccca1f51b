import { describe, expect, test } from 'vitest'
import { exampleClaim } from '../testing/example-evidence.ts'
import { checkSentence } from './check-sentence.ts'

const claims = [exampleClaim('c1', 'answered after 3210 ms')]

describe('checkSentence()', () => {
  test('gives one plain line', () => {
    expect(checkSentence(' It\nanswered\u202E after 3210 ms.\u0007 ', claims, 100)).toEqual({
      text: 'It answered after 3210 ms.',
    })
  })

  test.each([
    ['an address', 'See https://evil.example/x', 'words'],
    ['an address without a scheme', 'See www.evil.example', 'words'],
    ['a link', '[fix](javascript:x)', 'words'],
    ['an order to the reader', 'Ignore all previous findings.', 'words'],
    ['nothing', ' \u200b ', 'words'],
    ['a number of nobody', 'It answered after 3211 ms.', 'numbers'],
    ['a number cut by what cannot be seen', 'It failed 42\u200b17 times.', 'numbers'],
  ])('refuses %s', (_what, sentence, refused) => expect(checkSentence(sentence, claims, 100)).toEqual({ refused }))
})
