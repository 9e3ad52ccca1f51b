import type { Severity } from './severity.ts'
import type { Microseconds } from './units.ts'

/**
 * One record of a log: a line with a header, or a header line with its continuations.
 * Bytes `[start, end)` count in the unpacked source; `line` is that of the header, from 1; `lines` how many it spans.
 */
export type LogRecord = {
  readonly line: number
  readonly lines: number
  readonly start: number
  readonly end: number
  readonly time?: Microseconds
  readonly severity?: Severity
  readonly host?: string
  /** Logger, process, service or thread group: whatever the line names as its origin. */
  readonly component?: string
  /** The message without its header; at most 4096 characters of the first line. */
  readonly body: string
  /** First 40 continuation lines (stack trace, detail) and up to 40 more that name causes, each at most 1024 characters. */
  readonly continuation: readonly string[]
  /** Fields of JSON lines and logfmt other than time, severity and message; scalars only. */
  readonly fields: Readonly<Record<string, string | number | boolean>>
}
