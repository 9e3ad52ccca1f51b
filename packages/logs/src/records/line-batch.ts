import type { KnownLine } from '../shapes/known-line.ts'

/** Lines of a batch: as many as a piece of the source has, mostly. */
export const BATCH_LINES = 1024

/**
 * Lines of known kinds that follow each other in the source, as columns: each step of counting runs over all of them, which takes
 * a third of the time that counting them one by one takes.
 */
export type LineBatch = {
  count: number
  /** Number of the first line in the source. */
  firstNumber: number
  readonly lines: KnownLine[]
  readonly groups: Int32Array
  readonly components: (string | undefined)[]
  readonly hosts: (string | undefined)[]
  /** See `severityCode`. */
  readonly severities: Uint8Array
  /** Offsets in the source. */
  readonly starts: Float64Array
  /** Microseconds, NaN without. */
  readonly times: Float64Array
  /** Bytes `[from, to)` of `bytes`. */
  readonly froms: Int32Array
  readonly tos: Int32Array
  bytes: Buffer
  /** The bytes of the first line, a character each, where they are no longer in `bytes`. */
  raw: string | undefined
}

const NO_BYTES = Buffer.alloc(0)

export function createLineBatch(): LineBatch {
  return {
    count: 0,
    firstNumber: 0,
    lines: [],
    groups: new Int32Array(BATCH_LINES),
    components: [],
    hosts: [],
    severities: new Uint8Array(BATCH_LINES),
    starts: new Float64Array(BATCH_LINES),
    times: new Float64Array(BATCH_LINES),
    froms: new Int32Array(BATCH_LINES),
    tos: new Int32Array(BATCH_LINES),
    bytes: NO_BYTES,
    raw: undefined,
  }
}

/** The bytes of a line, a character each. */
export function rawOf({ bytes, raw, froms, tos }: LineBatch, index: number): string {
  return index === 0 && raw !== undefined ? raw : bytes.toString('latin1', froms[index], tos[index])
}

/** Drops all lines but the last, whose bytes are copied. */
export function keepLast(batch: LineBatch): void {
  const last = batch.count - 1
  if (last < 0) return
  const raw = rawOf(batch, last)
  const { lines, components, hosts, groups, severities, starts, times } = batch
  lines[0] = lines[last]!
  components[0] = components[last]
  hosts[0] = hosts[last]
  for (const column of [groups, severities, starts, times]) column[0] = column[last]!
  batch.froms[0] = 0
  batch.tos[0] = raw.length
  batch.firstNumber += last
  batch.raw = raw
  batch.count = 1
}
