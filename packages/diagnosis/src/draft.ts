import type { Finding } from '@faultmaven/contracts'
import type { TreeDocument } from '@faultmaven/config'
import type {
  Collections,
  HeapClass,
  Profile,
  Report,
  SlowStatement,
  StackedThread,
  Table,
  TimedEvent,
  TroubleCounter,
} from '@faultmaven/commands'
import type { LogDigest } from '@faultmaven/logs'
import type { MetricSeries } from '@faultmaven/metrics'
import type { TraceAnalysis } from '@faultmaven/traces'

/** Where a draft finding stands: a line from 1, the RFC 6901 pointer when the source is a tree, or the span that it is about. */
export type DraftPlace = { readonly line: number; readonly pointer?: string; readonly span?: DraftSpan }

/** A span and the bytes `[start, end)` that it takes. */
export type DraftSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly line: number
  readonly bytes: readonly [number, number]
}

/** Predicate of a draft; the service puts source ids in. See `Predicate` of the contracts. */
export type DraftPredicate =
  | { readonly name: 'present'; readonly literals: readonly string[]; readonly lines: readonly number[] }
  | { readonly name: 'absent'; readonly literals: readonly string[] }
  | { readonly name: 'count'; readonly literals: readonly string[]; readonly number: number }
  | {
      readonly name: 'configured'
      readonly pointer: string
      readonly comparison: '=' | '!='
      readonly value: string | number | boolean | null
    }
  | {
      readonly name: 'value'
      readonly pointer: string
      readonly comparison: '=' | '<' | '>' | '<=' | '>='
      readonly number: number
    }
  | {
      readonly name: 'span'
      readonly span: DraftSpan
      readonly field: 'name' | 'durationNs' | 'isError'
      readonly comparison: '=' | '>='
      readonly value: string | number | boolean
    }

/** A finding before the service gives it ids, bytes and quotes. */
export type DraftFinding = Omit<Finding, 'id' | 'turnId' | 'sourceId' | 'citations' | 'predicates'> & {
  readonly sourceName: string
  /** Most telling first; at least one. */
  readonly places: readonly DraftPlace[]
  readonly predicates: readonly DraftPredicate[]
}

/**
 * One source as analysis sees it. A source can have several views at once: a JSON array of log entries has trees and a log.
 * `head` holds the first lines for recognition and quoting; trees, tables and series exist only for sources of at most 16 MiB.
 */
export type ExaminedSource = {
  readonly name: string
  readonly kind: 'log' | 'metrics' | 'trace' | 'config' | 'code' | 'command-output' | 'document' | 'unknown'
  readonly head: readonly string[]
  readonly log?: LogDigest
  /** What the lines of a log said when it was examined; of another digest it says nothing. */
  readonly said?: { readonly of: LogDigest; readonly findings: readonly DraftFinding[] }
  /** All lines of a source of at most 64 KiB: settings of any syntax, scripts, notes, terminal sessions. */
  readonly lines?: readonly string[]
  readonly trees: readonly TreeDocument[]
  readonly tables: readonly Table[]
  readonly series: readonly MetricSeries[]
  /** What the spans of a source say together. */
  readonly traces?: TraceAnalysis
  /** What sampling tools print (vmstat, sar), the stacks of a thread dump, and a flat CPU profile. */
  readonly reports?: readonly Report[]
  readonly threads?: readonly StackedThread[]
  readonly profile?: Profile
  /** Runs of statements in a database's slow log. */
  readonly statements?: readonly SlowStatement[]
  /** Records that tell how long something took. */
  readonly events?: readonly TimedEvent[]
  /** Counters of damaged frames, overflows and drops. */
  readonly counters?: readonly TroubleCounter[]
  /** Pauses of a JVM's garbage collector, and the classes of a histogram of its heap. */
  readonly collections?: Collections
  readonly heap?: readonly HeapClass[]
}
