import { severityCode, type LogRecord } from '@faultmaven/signals'
import type { ReadLine } from '../formats/read-line.ts'
import type { KnownLine } from '../shapes/known-line.ts'
import type { LineScanner } from '../shapes/line-scanner.ts'
import { BATCH_RECORDS, type BatchColumns } from './batch-columns.ts'
import type { BatchLoops } from './batch-loops.ts'
import type { NameTable } from './name-table.ts'

/** Characters of records that were read in full; of lines of known kinds no text is held. */
const BATCH_CHARACTERS = 2 ** 18

/**
 * Records that follow each other in the source, as columns: each step of counting runs over all of them, which takes a third of the time
 * that counting them one by one takes. Of each record either its line, of a known kind, or the whole of it is here.
 */
export type RecordBatch = BatchColumns & {
  /** Over the columns. */
  readonly loops: BatchLoops
  count: number
  readonly lines: (KnownLine | undefined)[]
  readonly whole: (WholeRecord | undefined)[]
  /** Where lines of known kinds stand. */
  bytes: Buffer
  /** The bytes of the first line, a character each, where they are no longer in `bytes`. */
  raw: string | undefined
}

/** A record that was read in full, with its text as it stands in the source. */
export type WholeRecord = { readonly record: LogRecord; readonly text: string }

/** Names of a source, which the columns of its batches count. */
export type SourceNames = { readonly hosts: NameTable; readonly components: NameTable }

const NO_BYTES = Buffer.alloc(0)
/** In place of where a record begins: its bytes are not those of the batch. */
const ELSEWHERE = -1

function createBatch({ columns, loops }: LineScanner): RecordBatch {
  return { ...columns, loops, count: 0, lines: [], whole: [], bytes: NO_BYTES, raw: undefined }
}

/** The same number. One from an array of floating point numbers would be kept as such, and all code that sees it compiled again. */
export function asInteger(value: number): number {
  const small = value | 0
  return small === value ? small : value
}

/** Text of a record: of a line of a known kind the bytes, a character each. */
export function textOf({ bytes, raw, whole, froms, tos }: RecordBatch, index: number): string {
  const known = whole[index]
  if (known !== undefined) return known.text
  return index === 0 && raw !== undefined ? raw : bytes.toString('latin1', froms[index], tos[index])
}

/**
 * Collects the records of a source and has them counted in batches, in order.
 * @param count counts the first records of a batch; what it needs of their bytes it must copy
 * @param scanner has the columns
 */
export function createBatchedRecords(
  count: (batch: RecordBatch, records: number) => void,
  names: SourceNames,
  scanner: LineScanner,
) {
  const batch = createBatch(scanner)
  let characters = 0

  const clear = (): void => {
    batch.count = 0
    batch.raw = undefined
    characters = 0
  }
  const settle = (): void => {
    if (batch.count > 0) count(batch, batch.count)
    clear()
  }
  /** Counts all but the last, a line of a known kind, whose bytes are copied. */
  const settleButLast = (): void => {
    const last = batch.count - 1
    if (last < 0 || (last === 0 && batch.raw !== undefined)) return
    if (last > 0) count(batch, last)
    const raw = textOf(batch, last)
    const { starts, ends, numbers, spans, times, severities, groups, hosts, components, lines, whole } = batch
    for (const column of [starts, ends, numbers, spans, times, severities, groups, hosts, components]) column[0] = column[last]!
    lines[0] = lines[last]
    whole[0] = undefined
    batch.froms[0] = ELSEWHERE
    clear()
    batch.raw = raw
    batch.count = 1
  }
  /** Numbers the names of a record before it is added. */
  const nameOf = ({ host, component }: Pick<ReadLine, 'host' | 'component'>): void => {
    names.hosts.numberOf(host)
    names.components.numberOf(component)
  }
  const add = (record: LogRecord, text: string, group: number): void => {
    // Lines of known kinds may have filled it.
    if (batch.count === BATCH_RECORDS) settle()
    const at = batch.count++
    batch.starts[at] = record.start
    batch.ends[at] = record.end
    batch.numbers[at] = record.line
    batch.spans[at] = record.lines
    batch.times[at] = record.time ?? NaN
    batch.severities[at] = severityCode(record.severity)
    batch.groups[at] = group
    batch.hosts[at] = names.hosts.numberOf(record.host)
    batch.components[at] = names.components.numberOf(record.component)
    batch.lines[at] = undefined
    batch.whole[at] = { record, text }
    batch.froms[at] = ELSEWHERE
    characters += text.length
    if (characters > BATCH_CHARACTERS) settle()
  }
  return { batch, names, nameOf, add, settle, settleButLast, isFull: () => batch.count === BATCH_RECORDS }
}
export type BatchedRecords = ReturnType<typeof createBatchedRecords>
