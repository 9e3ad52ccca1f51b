/** Records of a batch: more than a piece of the source has, mostly. */
export const BATCH_RECORDS = 4096

/** Columns of numbers of the records of a batch. */
export type BatchColumns = {
  /** Offsets in the source. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** Of the first line in the source, from 1. */
  readonly numbers: Float64Array
  /** Microseconds, NaN without. */
  readonly times: Float64Array
  /** Lines that a record spans. */
  readonly spans: Uint32Array
  readonly groups: Int32Array
  /** Of lines of known kinds, where they stand in the bytes of the batch; `froms` is negative for other records. */
  readonly froms: Int32Array
  readonly tos: Int32Array
  /** Of lines taken in runs, the kinds. */
  readonly kinds: Int32Array
  /** See `NameTable`. */
  readonly hosts: Uint16Array
  readonly components: Uint16Array
  /** See `severityCode`. */
  readonly severities: Uint8Array
}

/** Columns for `records` records, one behind the other in a buffer from `at` on. */
export function createColumns(records: number, buffer: ArrayBufferLike, at: number): BatchColumns {
  const column8 = (index: number) => new Float64Array(buffer, at + 8 * index * records, records)
  const column4 = (index: number) => new Int32Array(buffer, at + (32 + 4 * index) * records, records)
  const column2 = (index: number) => new Uint16Array(buffer, at + (52 + 2 * index) * records, records)
  return {
    starts: column8(0),
    ends: column8(1),
    numbers: column8(2),
    times: column8(3),
    spans: new Uint32Array(buffer, at + 32 * records, records),
    groups: column4(1),
    froms: column4(2),
    tos: column4(3),
    kinds: column4(4),
    hosts: column2(0),
    components: column2(1),
    severities: new Uint8Array(buffer, at + 56 * records, records),
  }
}
