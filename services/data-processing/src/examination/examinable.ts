import type { Encoding, LogDigest } from '@faultmaven/logs'
import type { SourceReading } from '../ingest/read-source.ts'

/** What examination needs of a source: its log digest, the beginning, and all of it when it is small. */
export type Examinable = {
  readonly name: string
  readonly encoding: Encoding
  readonly head: Uint8Array
  readonly whole: Uint8Array | undefined
  readonly digest: LogDigest
}

export function toExaminable(name: string, { encoding, head, whole }: SourceReading, digest: LogDigest): Examinable {
  return { name, encoding, head, whole, digest }
}
