import { microseconds, type Span } from '@faultmaven/signals'

/** A span of a shop, for tests; 2026-11-22 midnight UTC and 1 ms unless told. */
export function spanOf(span: Partial<Span> & Pick<Span, 'spanId'>): Span {
  const service = span.service ?? 'shop'
  return {
    traceId: 'a1',
    name: 'GET /cart',
    kind: 'server',
    start: microseconds(Date.UTC(2026, 10, 22) * 1000),
    startRemainderNs: 0,
    durationNs: 1_000_000,
    status: 'unset',
    resource: { 'service.name': service },
    attributes: {},
    events: [],
    line: 0,
    ...span,
    service,
  }
}
