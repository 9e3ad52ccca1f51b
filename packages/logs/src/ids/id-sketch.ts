import type { RecordBatch } from '../records/record-batch.ts'
import { createRecordBytes, type RecordBytes } from '../records/record-bytes.ts'
import { isDateOrEpoch } from './is-date.ts'

/** A value that looks like an identifier, where it stood in time. */
export type SketchedId = {
  /** 53 bits of hash; the values of the lowest keys are kept. */
  readonly key: number
  /** Records that hold it. */
  readonly count: number
  /** Microseconds. */
  readonly first: number
  readonly last: number
}

/** A sample of the identifiers of a source, lowest keys first: of two sources it holds the same ones, where both have them. */
export type IdSketch = readonly SketchedId[]

/** Identifiers kept of a source. Two sources that share a tenth of theirs still have a hundred in common. */
export const SKETCHED_IDS = 1024
/** Bytes of a record that are looked at. */
const SEEN_BYTES = 2048
const MIN_LENGTH = 8
const MAX_LENGTH = 64
const MIN_PORT_LENGTH = 4
/** Of a source's first bytes every record is looked at; of the rest, those of certain times of day. */
const WHOLE_BYTES = 2 ** 20
/** Every zone is ahead of UTC by quarters of an hour: clocks of all zones pass these seconds at the same moment. */
const QUARTER_US = 900e6
const OF_QUARTER_US = 20e6
/** A longer stretch, for clocks that are minutes apart. */
const STRETCH_US = 21_600e6
const OF_STRETCH_US = 120e6

const COLON = 58
const FIRST_SEED = 0x811c9dc5
const SECOND_SEED = 0x9e3779b9

const OTHER = 0
const LETTER = 1
const DIGIT = 2
const CLASS = new Uint8Array(256)
for (let code = 65; code <= 90; code++) CLASS[code] = CLASS[code + 32] = LETTER
CLASS[95] = LETTER
for (let code = 48; code <= 57; code++) CLASS[code] = DIGIT

/**
 * Collects the identifiers of a source's records and when they stood there: words of 8 to 64 letters and digits with two digits or
 * more, and `ip:port`. Dates, epochs and fractions of seconds are none: two sources share these at the same reading of their clocks, which
 * says nothing about the clocks. Memory is bounded by {@link SKETCHED_IDS}, time by 1 MiB looked at whole and 3% of the rest.
 * Which records are looked at depends on their place and time only, so that parts of a source may be looked at apart.
 *
 * The sample is a bottom-k sketch: a value that is among the kept ones was counted from its first record on.
 * @see Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007
 */
export function createIdSketch() {
  let ids = new Map<number, { key: number; count: number; first: number; last: number }>()
  let threshold = Infinity
  // The last stretch that nothing is looked at in: dividing each time cost a twentieth of mining.
  let quietFrom = 0
  let quietTo = 0
  const bytesOf = createRecordBytes()

  const note = (high: number, low: number, time: number): void => {
    const key = (high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff)
    const known = ids.get(key)
    if (known === undefined) {
      ids.set(key, { key, count: 1, first: time, last: time })
      if (ids.size >= 2 * SKETCHED_IDS) shrink()
      return
    }
    known.count += 1
    if (time < known.first) known.first = time
    if (time > known.last) known.last = time
  }
  const shrink = (): void => {
    const kept = lowest(ids.values())
    ids = new Map(kept.map((id) => [id.key, id]))
    threshold = Math.floor(kept.at(-1)!.key / 0x200000)
  }
  const scan = ({ bytes, from, to }: RecordBytes, time: number): void => {
    const end = Math.min(to, from + SEEN_BYTES)
    let start = from
    let digits = 0
    for (let at = from; at <= end; at++) {
      const kind = at < end ? CLASS[bytes[at]!]! : OTHER
      if (kind !== OTHER) {
        digits += kind >> 1
        continue
      }
      if (digits >= 2 && at - start >= MIN_PORT_LENGTH) noteWord(bytes, start, at, digits, time)
      start = at + 1
      digits = 0
    }
  }
  // Plain arguments: it is called for each word with digits.
  const noteWord = (bytes: Buffer, start: number, end: number, digits: number, time: number): void => {
    const length = end - start
    const isPort = length < MIN_LENGTH && digits === length && start > 0 && bytes[start - 1] === COLON
    const address = isPort ? addressBefore(bytes, start - 1) : -1
    if (address < 0 && (length < MIN_LENGTH || length > MAX_LENGTH || isDateOrEpoch(bytes, start, end, digits))) return
    const high = hashOf(bytes, start, end, address < 0 ? FIRST_SEED : hashOf(bytes, address, start - 1, FIRST_SEED))
    if (high >>> 0 <= threshold) note(high, hashOf(bytes, start, end, SECOND_SEED), time)
  }
  const isSampled = (time: number): boolean => {
    const quarter = Math.floor(time / QUARTER_US) * QUARTER_US
    if (time - quarter < OF_QUARTER_US || time % STRETCH_US < OF_STRETCH_US) return true
    quietFrom = quarter + OF_STRETCH_US
    quietTo = quarter + QUARTER_US
    return false
  }
  return {
    /** Looks at the records of a batch that are of the sample, among the first. */
    add: (batch: RecordBatch, count: number): void => {
      const { loops, starts, times } = batch
      const next = (from: number) => loops.loud(from, count, quietFrom, quietTo, WHOLE_BYTES)
      for (let index = next(0); index < count; index = next(index + 1)) {
        const time = times[index]!
        if (starts[index]! < WHOLE_BYTES || isSampled(time)) scan(bytesOf(batch, index), time)
      }
    },
    result: (): IdSketch => lowest(ids.values()).map((id) => ({ ...id })),
  }
}

/** The sketch of two parts of a source together. */
export function mergeSketches(a: IdSketch, b: IdSketch): IdSketch {
  const ids = new Map(a.map((id) => [id.key, id]))
  for (const id of b) {
    const known = ids.get(id.key)
    const both = known && {
      key: id.key,
      count: known.count + id.count,
      first: Math.min(known.first, id.first),
      last: Math.max(known.last, id.last),
    }
    ids.set(id.key, both ?? id)
  }
  return lowest(ids.values())
}

function lowest<T extends { readonly key: number }>(ids: Iterable<T>): T[] {
  return [...ids].sort((a, b) => a.key - b.key).slice(0, SKETCHED_IDS)
}

/** Where the IPv4 address begins that ends before the colon of a port, -1 for none. */
function addressBefore(bytes: Buffer, colon: number): number {
  const text = bytes.toString('latin1', Math.max(0, colon - 16), colon)
  const found = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}$/.exec(text)
  return found === null ? -1 : colon - found[0].length
}

function hashOf(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return finish(hash)
}

/** Spreads what few different characters changed over all bits: the last steps of MurmurHash3. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
