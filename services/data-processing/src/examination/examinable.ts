import type { Encoding, LogDigest, TaughtFormat } from '@faultmaven/logs'
import type { ReadLog } from '../log-reading/log-reading.ts'
import type { PackedDigest } from '../log-reading/packed-digest.ts'
import type { SourceReading } from '../ingest/read-source.ts'

/** What examination needs of a source: its log digest, the beginning, and all of it when it is small. */
export type Examinable = {
  readonly name: string
  readonly encoding: Encoding
  readonly head: Uint8Array
  readonly whole: Uint8Array | undefined
  /** Its bytes went to the examiner in pieces. */
  readonly isFed?: boolean
  /** It was read up to a fault of its container or encoding, which is told of the source. */
  readonly isPartial?: boolean
  readonly digest: LogDigest
  /** Formats that users taught and that it has. */
  readonly taught?: readonly TaughtFormat[]
}

/** What has come of a log. */
export type Growing = Omit<Examinable, 'whole' | 'isFed' | 'digest'> & { readonly digest: LogDigest | PackedDigest }

export function toExaminable(
  name: string,
  { encoding, head, whole, isFed }: SourceReading,
  { digest, taught }: Pick<ReadLog, 'digest' | 'taught'>,
): Examinable {
  return { name, encoding, head, whole, isFed, digest, taught }
}
