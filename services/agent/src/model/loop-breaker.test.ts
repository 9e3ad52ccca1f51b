import { describe, expect, test } from 'vitest'
import { createLoopBreaker } from './loop-breaker.ts'

const call = (input: string, name = 'search_evidence') => ({ callId: 'c', name, arguments: input })

const shown = () => true

describe('createLoopBreaker()', () => {
  test('knows a call again, whatever the order of its arguments', () => {
    const breaker = createLoopBreaker()
    breaker.note(call('{"text":"x","limit":3}'), 'one')
    expect(breaker.earlier(call('{"limit":3,"text":"x"}'), shown)).toBe('one')
    expect(breaker.earlier(call('{"limit":4,"text":"x"}'), shown)).toBeUndefined()
    expect(breaker.earlier(call('{"text":"x","limit":3}', 'other'), shown)).toBeUndefined()
  })

  test('the second repetition is a circle', () => {
    const breaker = createLoopBreaker()
    breaker.note(call('{}'), 'one')
    expect(breaker.endStep()).toBe('goes-on')
    breaker.earlier(call('{}'), shown)
    expect(breaker.endStep()).toBe('goes-on')
    breaker.earlier(call('{}'), shown)
    expect(breaker.endStep()).toBe('circles')
  })

  test('asking again for what is no longer shown is none', () => {
    const breaker = createLoopBreaker()
    breaker.note(call('{}'), 'one')
    breaker.endStep()
    for (let step = 0; step < 3; step += 1) {
      expect(breaker.earlier(call('{}'), () => false)).toBeUndefined()
      breaker.note(call('{}'), 'one')
      expect(breaker.endStep()).toBe('goes-on')
    }
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
