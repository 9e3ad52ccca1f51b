import { microseconds, type Span } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { findRootCauses } from './find-root-causes.ts'

const SECOND = 1e6

/** Traces a second apart; each has a root and calls below it, each call named by `nameOf`. */
function makeSpans(traces: number, calls: number, nameOf: (trace: number, call: number) => string): Span[] {
  const rest = {
    kind: 'server',
    startRemainderNs: 0,
    status: 'unset',
    resource: {},
    attributes: {},
    events: [],
    line: 1,
  } as const
  return Array.from({ length: traces }, (_, trace) =>
    Array.from({ length: calls + 1 }, (__, call): Span => {
      const isRoot = call === 0
      return {
        ...rest,
        traceId: `t${trace}`,
        spanId: `${trace}.${call}`,
        ...(isRoot ? {} : { parentSpanId: `${trace}.0` }),
        name: isRoot ? 'page' : nameOf(trace, call),
        service: isRoot ? 'shop' : `stock${call % 5}`,
        start: microseconds(trace * SECOND + call * 10_000),
        durationNs: (1 + ((trace * 7919 + call) % 97)) * 1e5,
      }
    }),
  ).flat()
}

test.each<[string, (spans: number) => Span[]]>([
  ['root spans of one operation', (spans) => makeSpans(spans, 0, () => '')],
  ['traces of one shape', (spans) => makeSpans(Math.floor(spans / 15), 14, (_, call) => `call ${call}`)],
  ['traces whose operations hold an id', (spans) => makeSpans(spans / 2, 1, (trace) => `GET /orders/${trace}`)],
])(
  '40 000 spans: %s',
  (_, make) => {
    const spans = make(40_000)
    // Quadratic work would take minutes.
    expect(findRootCauses({ series: [], spans, logs: [] }).verdict).toBe('quiet')
  },
  60_000,
)
