import { microseconds, type Microseconds, type Severity, type Span } from '@faultmaven/signals'

/** One metric of one entity (service, pod, host, table, queue …); samples in time order. */
export type EntitySeries = {
  readonly entity: string
  readonly metric: string
  readonly unit?: string
  readonly samples: readonly { readonly time: Microseconds; readonly value: number }[]
}

/** One log record of one entity; ids of its trace and span where the log writes them. */
export type EntityLog = {
  readonly entity: string
  readonly time: Microseconds
  readonly message: string
  readonly severity?: Severity
  readonly traceId?: string
  readonly spanId?: string
}

/** Something that was changed: a deployment, a setting, a scaling. */
export type ChangeEvent = { readonly entity: string; readonly time: Microseconds; readonly what: string }

/** Both ends belong to it. */
export type TimeWindow = { readonly start: Microseconds; readonly end: Microseconds }

/** The smallest window of whole microseconds around two times. */
export function roundWindow({ start, end }: { readonly start: number; readonly end: number }): TimeWindow {
  return { start: microseconds(Math.floor(start)), end: microseconds(Math.ceil(end)) }
}

export type RootCauseInput = {
  readonly series: readonly EntitySeries[]
  /** Whole traces; of large sets a sample of some hundred thousand spans. */
  readonly spans: readonly Span[]
  readonly logs: readonly EntityLog[]
  readonly changes?: readonly ChangeEvent[]
  /** When it went wrong. Without it the window that explains most is looked for. */
  readonly window?: TimeWindow
  /** When all was well. Without it everything outside the window. */
  readonly baseline?: TimeWindow
  /** What somebody noticed first. */
  readonly symptom?: { readonly entity: string; readonly metric: string }
  /** Known topology, `[caller, callee]`; edges seen in traces are added. */
  readonly edges?: readonly (readonly [string, string])[]
}
