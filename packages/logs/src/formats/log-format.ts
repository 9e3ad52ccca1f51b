import type { Layout } from './layout.ts'

/** A line and what must be read from it; every sample runs as a test. */
export type FormatSample = {
  readonly line: string
  /** ISO 8601 in UTC with six decimals; absent when the line tells no instant. */
  readonly time?: string
  readonly severity?: string
  readonly host?: string
  readonly component?: string
  readonly body?: string
  readonly fields?: Readonly<Record<string, string | number | boolean>>
}

/**
 * A way of writing log lines, as data: one JSON file a format. Adding a format is adding a file to the list.
 * `pattern` is an anchored RegExp of linear time; its groups `timestamp`, `severity`, `priority`, `host`, `component` and `body` have
 * the meaning of `LogRecord`, all other groups become fields.
 */
export type LogFormat = {
  readonly name: string
  readonly title: string
  /** Documentation of the format. */
  readonly reference: string
  readonly pattern?: string
  /** Read by code instead of a pattern: `json` or `logfmt`. */
  readonly reader?: string
  /** Where the severity comes from when not from a level name: `http-status` or, as always where there is a priority, `syslog`. */
  readonly severityFrom?: string
  /** Level names of marks that are none. */
  readonly severities?: Readonly<Record<string, string>>
  /** Level words that add to the record before (`DETAIL`). */
  readonly continues?: readonly string[]
  /** The header is a collector's; the body is a line in a format of its own. */
  readonly wraps?: boolean
  /** The header stands alone: the message is on the next line, perhaps behind a level. */
  readonly messageFollows?: boolean
  readonly samples: readonly FormatSample[]
}

/** A format that a user taught by example: it holds no pattern, so nothing a user writes is run as one. */
export type TaughtFormat = {
  /** Begins with `taught: `, which no format of the set does. */
  readonly name: string
  readonly layout: Layout
  /** Tried before the formats of the set, one of which reads such lines in another way. */
  readonly goesFirst: boolean
}
