import type { Microseconds } from './units.ts'

/** OpenTelemetry's span kinds; `unspecified` where the format does not say. */
export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer'

/** A value of an attribute; lists and maps of the source are kept as their JSON text. */
export type AttributeValue = string | number | boolean

/**
 * One span in OpenTelemetry's terms. Ids are kept as the source writes them (hexadecimal in every format but one: see the reader).
 * Times are exact to the nanosecond: `start` and its remainder, and a duration, 0 or more.
 */
export type Span = {
  readonly traceId: string
  readonly spanId: string
  /** Missing for a root. A span whose parent is not among the spans read is an orphan. */
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: SpanKind
  /** Resource attribute `service.name`; empty where the source has none. */
  readonly service: string
  readonly start: Microseconds
  /** Nanoseconds after `start`, 0 to 999. */
  readonly startRemainderNs: number
  readonly durationNs: number
  readonly status: 'unset' | 'ok' | 'error'
  readonly statusMessage?: string
  readonly resource: Readonly<Record<string, AttributeValue>>
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly events: readonly SpanEvent[]
  /** Line of the source where the span begins, from 1. */
  readonly line: number
}

export type SpanEvent = {
  readonly name: string
  readonly time: Microseconds
  readonly attributes: Readonly<Record<string, AttributeValue>>
}
