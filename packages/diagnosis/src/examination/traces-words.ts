import type { Fault } from '@faultmaven/contracts'
import type { TraceAnalysis } from '@faultmaven/traces'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftSpan } from '../draft.ts'

const MAX_PLACES = 8
/** Who is called, by the semantic conventions, new names before old ones. @see https://opentelemetry.io/docs/specs/semconv/general/attributes/ */
const CALLEE_KEYS = ['server.address', 'peer.service', 'net.peer.name', 'server.socket.address', 'net.peer.ip'] as const
const SYSTEM_KEYS = ['db.system.name', 'db.system', 'messaging.system', 'rpc.system'] as const

/** Names of what an analysis numbers, and its spans as places. */
export type TraceWords = ReturnType<typeof createTraceWords>
export function createTraceWords(analysis: TraceAnalysis, sourceName: string) {
  const { operations, spans } = analysis
  const named = (name: string, service: string) =>
    clip(service === '' || name.includes(service) ? name : `${name} (${service})`, 100)
  return {
    analysis,
    sourceName,
    /** `GET /cart (shop)`. */
    nameOf: (operation: number) => named(operations[operation]?.name ?? '', operations[operation]?.service ?? ''),
    nameOfSpan(index: number): string {
      const { name, service } = spans.at(index)
      return named(name, service)
    },
    spanOf(index: number): DraftSpan {
      const { traceId, spanId, line } = spans.at(index)
      return { traceId, spanId, line, bytes: spans.bytesOf(index) }
    },
    /** `postgresql at db:5432`: whom the span of a client calls; empty where it does not say. */
    calleeOf(index: number): string {
      const { kind, attributes } = spans.at(index)
      if (kind !== 'client' && kind !== 'producer') return ''
      const told = (keys: readonly string[]) =>
        keys.map((key) => attributes[key]).find((value) => typeof value === 'string' && value !== '')
      const [system, address] = [told(SYSTEM_KEYS), told(CALLEE_KEYS)]
      return clip([system, address].filter((part) => part !== undefined).join(' at '), 100)
    },
    /** A span that takes too long. */
    slowFault(index: number): Fault {
      const { name, service, attributes, durationNs } = spans.at(index)
      const isQuery =
        Object.keys(attributes).some((key) => key.startsWith('db.')) ||
        /\b(?:select|insert|update|delete|query|sql|db|redis|mongo)\b/i.test(name)
      const resource = isQuery ? 'query' : 'process'
      return {
        resource,
        mode: 'slow',
        mechanism: `${resource}/slow`,
        entity: named(name, service),
        magnitude: { value: Math.round(durationNs / 1e6), unit: 'ms' },
        blames: 'callee',
        vocabulary: [],
      }
    },
  }
}

export type SpanDraft = Omit<DraftFinding, 'sourceName' | 'places' | 'count'> & {
  readonly count?: number
  /** Indices, the most telling first. */
  readonly spans: readonly number[]
}

/** A finding whose places are spans. */
export function spanDraft(words: TraceWords, { spans, title, entities, details, ...rest }: SpanDraft): DraftFinding {
  return {
    count: 1,
    ...rest,
    sourceName: words.sourceName,
    title: clip(title, 220),
    entities: [...new Set(entities.filter((entity) => entity !== ''))],
    details: details.filter((detail) => detail !== ''),
    places: [...new Set(spans)].slice(0, MAX_PLACES).map((index) => {
      const span = words.spanOf(index)
      return { line: span.line, span }
    }),
  }
}

/** What a client measures of a call is the callee's work and the way there and back. */
export function measuredByCaller(callee: string): string {
  return callee === '' ? '' : `a call of ${callee}, measured by its caller: delay of the network is in it`
}

/** `3.8 s`, `42 ms`, `310 µs`. */
export function formatNs(ns: number): string {
  if (ns >= 1e9) return `${(ns / 1e9).toFixed(1)} s`
  return ns >= 1e6 ? `${Math.round(ns / 1e6)} ms` : `${Math.round(ns / 1e3)} µs`
}
