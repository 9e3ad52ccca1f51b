import { describe, expect, test } from 'vitest'
import { readBoardQuestion } from './board-question.ts'
import { isCourtesy } from './is-courtesy.ts'
import { asksForFact } from './unreadable-question.ts'

describe('readBoardQuestion()', () => {
  test.each([
    ['Is it the message queue?', 'message queue'],
    ['could this be caused by an expired certificate', 'expired certificate'],
    ['and was it really our load balancer?', 'load balancer'],
  ])('asks whether it is a cause: %s', (text, about) => {
    expect(readBoardQuestion(text)).toEqual({ kind: 'is-it', about })
  })

  test.each(['What should we do now?', 'next steps?', 'how can we mitigate this', 'What is the quickest fix?'])(
    'asks what to do: %s',
    (text) => {
      expect(readBoardQuestion(text)).toEqual({ kind: 'what-now' })
    },
  )

  test.each([
    'Is it over?',
    'is this still happening?',
    'Is it ok',
    'Is there an error?',
    'Why is it slow?',
    'What does 503 mean?',
    'Why does it fail and what should we do?',
  ])('is another question: %s', (text) => {
    expect(readBoardQuestion(text)).toBeUndefined()
  })
})

test.each(['thanks', 'Thank you very much!', 'ok, great, thx', 'perfect, that helped'])('isCourtesy(): %s', (text) => {
  expect(isCourtesy(text)).toBe(true)
})
test.each(['', 'thanks, and since when?', 'ok so why', 'good logs fail'])('isCourtesy() takes a question for one: %s', (text) => {
  expect(isCourtesy(text)).toBe(false)
})

test.each(['Which team owns this?', 'who is on call', 'How long does a deploy take?'])('asksForFact(): %s', (text) => {
  expect(asksForFact(text)).toBe(true)
})
test.each(['Which service is the root cause?', 'Who broke it and why?', 'Which errors are there?', 'Why?', 'when did it start'])(
  'asksForFact() leaves to the diagnosis: %s',
  (text) => {
    expect(asksForFact(text)).toBe(false)
  },
)
