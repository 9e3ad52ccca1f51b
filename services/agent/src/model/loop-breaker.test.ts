import { describe, expect, test } from 'vitest'
import { createLoopBreaker } from './loop-breaker.ts'

const call = (input: string, name = 'search_evidence') => ({ callId: 'c', name, arguments: input })

describe('createLoopBreaker()', () => {
  test('knows a call again, whatever the order of its arguments', () => {
    const breaker = createLoopBreaker()
    breaker.note(call('{"text":"x","limit":3}'), 'one')
    expect(breaker.earlier(call('{"limit":3,"text":"x"}'))).toBe('one')
    expect(breaker.earlier(call('{"limit":4,"text":"x"}'))).toBeUndefined()
    expect(breaker.earlier(call('{"text":"x","limit":3}', 'other'))).toBeUndefined()
  })

  test('the second repetition is a circle', () => {
    const breaker = createLoopBreaker()
    breaker.note(call('{}'), 'one')
    expect(breaker.endStep()).toBe('goes-on')
    breaker.earlier(call('{}'))
    expect(breaker.endStep()).toBe('goes-on')
    breaker.earlier(call('{}'))
    expect(breaker.endStep()).toBe('circles')
  })

  test('so are two steps that bring nothing new, with other words each', () => {
    const breaker = createLoopBreaker()
    const ends = ['a', 'b', 'c'].map((text) => {
      breaker.note(call(text), 'nothing')
      return breaker.endStep()
    })
    expect(ends).toEqual(['goes-on', 'goes-on', 'circles'])
  })
})
