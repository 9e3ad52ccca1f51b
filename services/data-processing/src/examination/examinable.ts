import type { Encoding, LogDigest, TaughtFormat } from '@faultmaven/logs'
import type { SourceReading } from '../ingest/read-source.ts'

/** What examination needs of a source: its log digest, the beginning, and all of it when it is small. */
export type Examinable = {
  readonly name: string
  readonly encoding: Encoding
  readonly head: Uint8Array
  readonly whole: Uint8Array | undefined
  readonly digest: LogDigest
  /** Formats that users taught and that it has. */
  readonly taught?: readonly TaughtFormat[]
}

export function toExaminable(name: string, reading: SourceReading): Examinable {
  const { encoding, head, whole } = reading
  return { name, encoding, head, whole, digest: reading.digest(), taught: reading.taught() }
}
