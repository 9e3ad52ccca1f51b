import { describe, expect, test } from 'vitest'
import { openCallScope } from './call-scope.ts'
import { systemContext } from './context.ts'
import { createEnding, endingOf } from './ending.ts'

describe.each([
  ['of its own', () => createEnding()],
  [
    'of a signal',
    () => {
      const controller = new AbortController()
      return { ...endingOf(controller.signal), end: (reason: unknown) => controller.abort(reason) }
    },
  ],
])('an ending %s', (_what, make) => {
  test('tells each listener once, late ones at once, and none that stopped listening', () => {
    const { over, whenOver, end } = make()
    const told: unknown[] = []
    whenOver((reason) => told.push(['early', reason]))
    whenOver(() => told.push('never'))()
    expect(over()).toBeUndefined()
    end('why')
    end('again')
    whenOver((reason) => told.push(['late', reason]))
    expect(told).toEqual([
      ['early', 'why'],
      ['late', 'why'],
    ])
    expect(over()).toEqual({ reason: 'why' })
  })
})

test('the signal of an ending is one, and aborts with it', () => {
  const ending = createEnding()
  const signal = ending.signal()
  expect([signal.aborted, ending.signal()]).toEqual([false, signal])
  ending.end('why')
  expect([signal.aborted, signal.reason]).toEqual([true, 'why'])
})

describe('a call', () => {
  const caller = () => {
    const outer = createEnding()
    const { context } = openCallScope({ ...systemContext(), ending: outer })
    return { outer, context }
  }

  test('ends with the ending of its caller, also where its context was copied', () => {
    for (const copy of [false, true]) {
      const { outer, context } = caller()
      const inner = openCallScope(copy ? { ...context } : context)
      outer.end(new Error('gone'))
      expect(inner.context.ending.over()?.reason).toMatchObject({ code: 'request.cancelled' })
      expect(inner.context.signal.aborted).toBe(true)
    }
  })

  test('ends with a signal that was put in the place of its own', () => {
    const { context } = caller()
    const controller = new AbortController()
    const inner = openCallScope({ ...context, signal: controller.signal })
    controller.abort()
    expect(inner.context.ending.over()).toBeDefined()
    expect(context.ending.over()).toBeUndefined()
  })
})
