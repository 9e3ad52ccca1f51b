import type { Encoding, LogDigest, TaughtFormat } from '@faultmaven/logs'
import type { EntityNames } from '../record-index/stored-index.ts'
import type { PackedDigest } from './packed-digest.ts'

/** How the log of a source is to be read. */
export type LogRequest = {
  /** Unix milliseconds when the source was received. */
  readonly now: number
  readonly encoding: Encoding
  /** Formats that users taught. */
  readonly taught: readonly TaughtFormat[]
  /** Whether chunks of the record index are made. */
  readonly isIndexed: boolean
}

/** All that is known of a log at its end. */
export type ReadLog = {
  readonly digest: LogDigest
  /** Id of the template of each mined group, -1 for none; empty when it was not indexed. */
  readonly owners: Int32Array
  readonly names: EntityNames
  /** Of the taught formats those that it has. */
  readonly taught: readonly TaughtFormat[]
}

/** The log of one source being read, in this thread or another: the result is the same. Calls follow one another. */
export type LogReading = {
  /** Takes the next bytes, which may be reused at once; what is to be awaited holds the sender back. */
  push(bytes: Uint8Array): Promise<void> | undefined
  /** Records begun so far, as far as it was told. */
  records(): number
  /** The digest of all bytes pushed so far. */
  digestSoFar(): Promise<LogDigest | PackedDigest>
  end(): Promise<ReadLog>
  /** Gives it up, at any time; whoever waits for it gets an error. */
  drop(): void
}

/** Why a log was given up; `dropped` by its own reader. */
export type ReadingFault = 'memory' | 'stuck' | 'defect' | 'dropped'

/** A log cannot be read to its end; the process goes on, and so do other logs. */
export class ReadingEndedError extends Error {
  override readonly name = 'ReadingEndedError'
  readonly fault: ReadingFault

  constructor(fault: ReadingFault, options: { readonly cause?: unknown } = {}) {
    super(`The reading of a log ended early: ${fault}`, options)
    this.fault = fault
  }
}
