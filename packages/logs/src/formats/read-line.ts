import type { Microseconds, Severity } from '@faultmaven/signals'

export type Fields = Readonly<Record<string, string | number | boolean>>

/** What a line says of itself once its header is understood. */
export type ReadLine = {
  readonly format: string
  readonly time?: Microseconds | undefined
  readonly severity?: Severity | undefined
  readonly host?: string | undefined
  readonly component?: string | undefined
  readonly body: string
  readonly fields?: Fields | undefined
  /** Stack trace of a structured line, as continuation lines. */
  readonly detail?: readonly string[]
  /** The line belongs to the record before it although it has a header of its own (`DETAIL:` of PostgreSQL). */
  readonly continues?: true
  /** A runtime cut a long line: the next line of the same stream goes on where this one stops. */
  readonly partial?: true
  /** The message is on the next line, perhaps behind a level. */
  readonly messageFollows?: true
  /** Stream or container that the line came through; parts are only joined within one. */
  readonly stream?: string | undefined
  /** The header belongs to a collector (container runtime): the body is a line of its own, with or without a header. */
  readonly wrapped?: true
}
