import type { Span } from '@faultmaven/signals'

/** When a span begins, in nanoseconds since 1970. */
export function toNanoseconds({ start, startRemainderNs }: Pick<Span, 'start' | 'startRemainderNs'>): bigint {
  return BigInt(start) * 1000n + BigInt(startRemainderNs)
}
