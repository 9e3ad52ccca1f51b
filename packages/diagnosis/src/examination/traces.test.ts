import { analyseTraces, readSpans } from '@faultmaven/traces'
import { expect, test } from 'vitest'
import { examineTraces } from './traces.ts'

/** One request whose time goes to a span of this kind, with a short one beside it. */
function slowest(child: { kind: number; attributes: object[] }) {
  const at = (ms: number) => String((1_770_000_000_000 + ms) * 1e6)
  const span = (spanId: string, from: number, to: number, rest: object) => ({
    traceId: 't1',
    spanId,
    startTimeUnixNano: at(from),
    endTimeUnixNano: at(to),
    ...rest,
  })
  const spans = [
    span('root', 0, 3000, { name: 'GET /shelves', kind: 2 }),
    span('near', 5, 20, { parentSpanId: 'root', name: 'check', kind: 1 }),
    span('far', 30, 2990, { parentSpanId: 'root', name: 'SELECT shelf', ...child }),
  ]
  const found = examineTraces(analyseTraces(readSpans(JSON.stringify({ spans })).spans), 'traces.json', { signatures: true })
  return found.find(({ title }) => title.includes('SELECT shelf'))
}

const told = (key: string, value: string) => ({ key, value: { stringValue: value } })

test('a slow call says whom it called and that the network is in its time', () => {
  const attributes = [told('db.system', 'postgresql'), told('server.address', 'shelf-db')]
  expect(slowest({ kind: 3, attributes })?.details).toContainEqual(
    'a call of postgresql at shelf-db, measured by its caller: delay of the network is in it',
  )
  expect(slowest({ kind: 1, attributes })?.details.join()).not.toContain('network')
  expect(slowest({ kind: 3, attributes: [] })?.details.join()).not.toContain('network')
})
