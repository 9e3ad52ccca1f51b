import type { LogRecord } from '@faultmaven/signals'
import type { Encoding } from './encoding/detect-encoding.ts'
import type { TaughtFormat } from './formats/log-format.ts'
import { createRecordSplitter } from './records/record-splitter.ts'

/** A record and its text as it stands in the source: lines joined by `\n`, at most the first 64 Ki characters. */
export type RecordWithText = LogRecord & { readonly text: string }

/**
 * The records of a log, one by one, split exactly as {@link createLogReader} splits them; nothing is mined.
 * Reads on only as fast as the records are taken.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly now: number; readonly encoding?: Encoding; readonly taught?: readonly TaughtFormat[] },
): AsyncGenerator<RecordWithText, void, undefined> {
  let ready: RecordWithText[] = []
  const splitter = createRecordSplitter({ ...options, onRecord: (record, text) => ready.push({ ...record, text }) })
  for await (const chunk of chunks) {
    splitter.push(chunk)
    yield* ready
    ready = []
  }
  splitter.end()
  yield* ready
}
