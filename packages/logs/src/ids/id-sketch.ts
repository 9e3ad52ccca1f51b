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
/** Characters of a record that are looked at. */
const SEEN_CHARACTERS = 2048
const MIN_LENGTH = 8
const MAX_LENGTH = 64
/** Of a source's first bytes every record is looked at; of the rest, those of certain times of day. */
const WHOLE_BYTES = 2 * 2 ** 20
/** Every zone is ahead of UTC by quarters of an hour: clocks of all zones pass these seconds at the same moment. */
const QUARTER_SECONDS = 900
const OF_QUARTER = 45
/** A longer stretch, for clocks that are minutes apart. */
const STRETCH_SECONDS = 21_600
const OF_STRETCH = 300

const OTHER = 0
const LETTER = 1
const DIGIT = 2
const CLASS = new Uint8Array(128)
for (let code = 65; code <= 90; code++) CLASS[code] = CLASS[code + 32] = LETTER
CLASS[95] = LETTER
for (let code = 48; code <= 57; code++) CLASS[code] = DIGIT

/**
 * Collects the identifiers of a source's records and when they stood there: words of 8 to 64 letters and digits with two digits or
 * more, and `ip:port`. Dates, epochs and fractions of seconds are none: two sources share these at the same reading of their clocks, which
 * says nothing about the clocks. Memory is bounded by {@link SKETCHED_IDS}, time by 2 MiB looked at whole and a fifteenth of the rest.
 * Which records are looked at depends on their place and time only, so that parts of a source may be looked at apart.
 *
 * The sample is a bottom-k sketch: a value that is among the kept ones was counted from its first record on.
 * @see Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007
 */
export function createIdSketch() {
  let ids = new Map<number, { key: number; count: number; first: number; last: number }>()
  let threshold = Infinity

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
  const scan = (text: string, time: number): void => {
    const end = Math.min(text.length, SEEN_CHARACTERS)
    let at = 0
    while (at < end) {
      let kind = classOf(text.charCodeAt(at))
      if (kind === OTHER) {
        at += 1
        continue
      }
      const start = at
      let hash = 0x811c9dc5
      let digits = 0
      do {
        const code = text.charCodeAt(at)
        hash = Math.imul(hash ^ code, 0x01000193)
        if (kind === DIGIT) digits += 1
        at += 1
        kind = at < end ? classOf(text.charCodeAt(at)) : OTHER
      } while (kind !== OTHER)
      const length = at - start
      if (digits < 2) continue
      if (length < MIN_LENGTH) {
        if (length < 4 || digits !== length || text.charCodeAt(start - 1) !== 58) continue
        const address = addressBefore(text, start - 1)
        if (address === undefined) continue
        hash = hashOf(address, hash)
      } else if (length > MAX_LENGTH || isDateOrEpoch(text, start, at, digits)) continue
      const high = finish(hash)
      if (high >>> 0 <= threshold) note(high, hashOf(text.slice(start, at), 0x9e3779b9), time)
    }
  }
  return {
    /** Whether a record that begins at byte `start` is of the sample: only such are to be added. */
    looksAt: (start: number, time: number): boolean => start < WHOLE_BYTES || isSampled(time),
    add: scan,
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

function isSampled(time: number): boolean {
  const seconds = time / 1e6
  return seconds % QUARTER_SECONDS < OF_QUARTER || seconds % STRETCH_SECONDS < OF_STRETCH
}

function lowest<T extends { readonly key: number }>(ids: Iterable<T>): T[] {
  return [...ids].sort((a, b) => a.key - b.key).slice(0, SKETCHED_IDS)
}

function classOf(code: number): number {
  return code < 128 ? CLASS[code]! : OTHER
}

/** The IPv4 address that ends before the colon of a port. */
function addressBefore(text: string, colon: number): string | undefined {
  return /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}$/.exec(text.slice(Math.max(0, colon - 16), colon))?.[0]
}

function hashOf(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
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
