import { readTrees, type TreeDocument, walkTree } from '@faultmaven/config'
import {
  createLineSplitter,
  createRecordSplitter,
  decodeText,
  detectEncoding,
  type Encoding,
  HEAD_BYTES,
  type TaughtFormat,
} from '@faultmaven/logs'
import { microseconds } from '@faultmaven/signals'
import type { ByteSource } from './byte-source.ts'
import type { RecordBatch, SourceLine, SourceReader, SourceRecord, SourceTrees } from './source-reader.ts'

/** Larger sources are not read as trees. */
const MAX_TREE_BYTES = 16 * 2 ** 20
const MAX_WHOLE_NODES = 100_000
const MAX_WHOLE_DEPTH = 90
/** The splitter keeps this much of a line and of a record; a record of more bytes may be cut. */
const MAX_RECORD_BYTES = 65_536

export type SourceOptions = {
  readonly sourceId: string
  readonly name: string
  /** Of the unpacked bytes, hexadecimal. */
  readonly sha256: string
  readonly bytes: ByteSource
  readonly complete: boolean
  readonly clockUncertaintyMs: number
  /** Added to its own times, microseconds. @default 0 */
  readonly correctionUs?: number
  readonly reference?: SourceReader['reference']
  readonly steps?: SourceReader['steps']
  /** Unix milliseconds when the source was received: decides the year of stamps without one, as it did at first. */
  readonly receivedAtMs: number
  /** Formats that users taught and that the source was read with. */
  readonly taught?: readonly TaughtFormat[]
  /** A line at or before the one asked for whose first byte is known. @default the first line, at 0 */
  readonly nearestLine?: (line: number) => { readonly line: number; readonly start: number }
}

/** A {@link SourceReader} over the bytes of a source. Reads lazily; each call of `records` is one pass over the bytes. */
export function createSourceReader(options: SourceOptions): SourceReader {
  const { sourceId, name, sha256, bytes, complete, clockUncertaintyMs, reference, steps } = options
  const encoding = once(async () => detectEncoding(await bytes.read(0, HEAD_BYTES)).encoding)
  return {
    sourceId,
    name,
    sha256,
    complete,
    clockUncertaintyMs,
    ...(reference === undefined ? {} : { reference }),
    ...(steps === undefined ? {} : { steps }),
    records: () => readBatches(options),
    lines: async (numbers, visit) => readLines({ ...options, encoding: await encoding(), numbers, visit }),
    text: async (start, end) => decodeText(await bytes.read(start, end), await encoding()),
    trees: once(async () => readSourceTrees(name, bytes, await encoding())),
  }
}

async function* readBatches({ bytes, receivedAtMs, correctionUs = 0, taught = [] }: SourceOptions): AsyncIterable<RecordBatch> {
  let records: SourceRecord[] = []
  let skipped = 0
  const splitter = createRecordSplitter({
    now: receivedAtMs,
    taught,
    onRecord: (own, text) => {
      const record = own.time === undefined ? own : { ...own, time: microseconds(own.time + correctionUs) }
      records.push({ record, text, cut: record.end - record.start > MAX_RECORD_BYTES })
    },
  })
  const take = (): RecordBatch => {
    const before = skipped
    skipped = 0
    for (const count of splitter.coverage().skipped.values()) skipped += count
    const batch = { records, skippedLines: skipped - before }
    records = []
    return batch
  }
  for await (const chunk of bytes.stream()) {
    splitter.push(chunk)
    yield take()
  }
  splitter.end()
  yield take()
}

type LineRequest = SourceOptions & {
  readonly encoding: Encoding
  readonly numbers: readonly number[]
  readonly visit: (line: SourceLine) => void
}

async function readLines({ bytes, encoding, numbers, visit, nearestLine = atFirst }: LineRequest): Promise<void> {
  const from = nearestLine(numbers[0] ?? 1)
  const last = numbers.at(-1) ?? 0
  const wanted = new Set(numbers)
  let reached = 0
  const splitter = createLineSplitter({
    encoding,
    onLine: ({ number, start, end, text }) => {
      reached = number + from.line - 1
      if (wanted.has(reached)) visit({ line: reached, start: start + from.start, end: end + from.start, text })
    },
  })
  for await (const chunk of bytes.stream(from.start)) {
    splitter.push(chunk)
    if (reached >= last) return
  }
  splitter.end()
}

function atFirst(): { line: number; start: number } {
  return { line: 1, start: 0 }
}

async function readSourceTrees(name: string, bytes: ByteSource, encoding: Encoding): Promise<SourceTrees | undefined> {
  if (bytes.plainBytes > MAX_TREE_BYTES) return undefined
  const { trees, faults } = readTrees(name, decodeText(await bytes.read(0, bytes.plainBytes), encoding))
  return trees.length === 0 ? undefined : { documents: trees, whole: faults.length === 0 && trees.every(isWithinBounds) }
}

/** The reader cuts documents of more than 200 000 nodes or 100 levels without a word: near that, nothing is proved missing. */
function isWithinBounds(document: TreeDocument): boolean {
  let nodes = 0
  for (const { path } of walkTree(document)) {
    nodes += 1
    if (nodes > MAX_WHOLE_NODES || path.length > MAX_WHOLE_DEPTH) return false
  }
  return true
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
