import { analyseTraces, readSpans } from '@faultmaven/traces'
import { expect, test } from 'vitest'
import { examineTraces } from './traces.ts'

/** Requests a second apart, each with so many statements one after the other. */
function told(statements: readonly number[]) {
  const spans = statements.flatMap((count, at) => {
    const begin = 1_770_000_000_000 + at * 1000
    const span = (spanId: string, from: number, to: number, rest: object) => ({
      traceId: `t${at}`,
      spanId,
      startTimeUnixNano: String((begin + from) * 1e6),
      endTimeUnixNano: String((begin + to) * 1e6),
      ...rest,
    })
    const calls = Array.from({ length: count }, (_, call) =>
      span(`s${at}-${call}`, call * 5, call * 5 + 4, { parentSpanId: `r${at}`, name: 'SELECT shelf', kind: 3 }),
    )
    return [span(`r${at}`, 0, count * 5 + 5, { name: 'GET /shelves', kind: 2 }), ...calls]
  })
  const findings = examineTraces(analyseTraces(readSpans(JSON.stringify({ spans })).spans), 'traces.json', { signatures: true })
  return findings.find(({ check }) => check === 'trace-repetition')
}

test('a statement run once for each row is the fault of who asks, above all where it began', () => {
  const began = told([1, 1, 1, 1, 1, 1, 20, 20])
  expect(began).toMatchObject({
    title: 'GET /shelves calls SELECT shelf 20 times in a row for one request (N+1 queries)',
    count: 2,
    fault: { mechanism: 'query/repeated', entity: 'GET /shelves', blames: 'caller' },
  })
  expect(began?.details).toContain('none of the 6 before did so')
  const always = told([20, 20, 20, 20, 20, 20, 20, 20])
  expect(always?.score).toBeLessThan(began?.score ?? 0)
  expect(told([1, 1, 1, 1])).toBeUndefined()
})
