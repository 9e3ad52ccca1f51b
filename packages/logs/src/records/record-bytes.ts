import type { RecordBatch } from './record-batch.ts'

/** Of a record, bytes that are looked at. */
const MAX_BYTES = 4096

/** Bytes `[from, to)` of a record, at most 4096, where they lie; letters, digits and punctuation are ASCII. */
export type RecordBytes = { bytes: Buffer; from: number; to: number }

/**
 * Finds the bytes of the records of a batch. What it returns holds until it is called again: an object for each record
 * cost more than looking at the bytes.
 */
export function createRecordBytes(): (batch: RecordBatch, index: number) => RecordBytes {
  const written = Buffer.allocUnsafeSlow(MAX_BYTES)
  const found: RecordBytes = { bytes: written, from: 0, to: 0 }
  return (batch, index) => {
    const whole = batch.whole[index]
    if (whole === undefined && (index > 0 || batch.raw === undefined)) {
      found.bytes = batch.bytes
      found.from = batch.froms[index]!
      found.to = Math.min(batch.tos[index]!, found.from + MAX_BYTES)
    } else {
      found.bytes = written
      found.from = 0
      found.to = whole === undefined ? written.write(batch.raw!, 'latin1') : written.write(whole.text)
    }
    return found
  }
}
