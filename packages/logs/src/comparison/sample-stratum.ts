import type { RecordBatch } from '../records/record-batch.ts'

/** Hashes lie below: small integers of the engine. */
export const HASHES = 2 ** 30
/** Of a record, bytes that count against the room of a stratum. */
const MAX_COUNTED = 4096
const MAX_BYTES = 8 * 2 ** 20

// Of a record, in numbers: see the indexes.
const CELL = 10
const LINE = 0
const AT_TIME = 1
const SEVERITY = 2
const GROUP = 3
const HASH = 4
const COUNTED = 5
const AT = 6
/** Bytes of the text; negative for bytes as they stand in the source, else it is UTF-8. */
const LENGTH = 7
const HOST = 8
const COMPONENT = 9

/** One that was kept; bytes as they stand in the source are raw, else they are UTF-8. */
export type KeptRecord = {
  readonly line: number
  /** Microseconds, NaN for none. */
  readonly time: number
  readonly group: number
  readonly severity: number
  /** See `NameTable`. */
  readonly host: number
  readonly component: number
  readonly hash: number
  readonly bytes: Buffer
  readonly isRaw: boolean
}

/**
 * Records whose hash lies below a threshold, which halves when they are too many. In arrays of numbers and bytes: with an object and a
 * text for each, collecting those that were dropped took longer than all the rest.
 */
export function createSampleStratum(limit: number) {
  const cells = new Float64Array(CELL * (limit + 1))
  let texts = Buffer.allocUnsafeSlow(16_384)
  let records = 0
  let counted = 0
  let used = 0
  let threshold = HASHES

  /** Texts of records that were dropped go when there is no room, not before: most are never moved. */
  const makeRoom = (bytes: number): void => {
    if (used + bytes <= texts.length) return
    let held = 0
    for (let at = 0; at < CELL * records; at += CELL) held += Math.abs(cells[at + LENGTH]!)
    const source = texts
    if (held + bytes > texts.length / 2) texts = Buffer.allocUnsafeSlow(Math.max(2 * texts.length, held + bytes))
    used = 0
    for (let at = 0; at < CELL * records; at += CELL) {
      const from = cells[at + AT]!
      cells[at + AT] = used
      used += source.copy(texts, used, from, from + Math.abs(cells[at + LENGTH]!))
    }
  }
  const isFull = () => records > limit || (counted > MAX_BYTES && records > 1)
  /** @returns whether the threshold fell */
  const put = (batch: RecordBatch, index: number, bytes: number, isRaw: boolean): boolean => {
    const at = CELL * records
    const before = threshold
    cells[at + LINE] = batch.numbers[index]!
    cells[at + AT_TIME] = batch.times[index]!
    cells[at + SEVERITY] = batch.severities[index]!
    cells[at + GROUP] = batch.groups[index]!
    cells[at + HASH] = hashOf(batch.starts[index]!)
    cells[at + COUNTED] = Math.min(batch.ends[index]! - batch.starts[index]!, MAX_COUNTED)
    cells[at + AT] = used
    cells[at + LENGTH] = isRaw ? -bytes : bytes
    cells[at + HOST] = batch.hosts[index]!
    cells[at + COMPONENT] = batch.components[index]!
    records += 1
    used += bytes
    counted += cells[at + COUNTED]!
    while (isFull()) halve()
    return threshold < before
  }
  const halve = (): void => {
    threshold /= 2
    let kept = 0
    counted = 0
    for (let record = 0; record < records; record++) {
      const from = CELL * record
      if (cells[from + HASH]! >= threshold) continue
      const to = CELL * kept
      for (let cell = 0; cell < CELL; cell++) cells[to + cell] = cells[from + cell]!
      counted += cells[from + COUNTED]!
      kept += 1
    }
    records = kept
  }
  const recordAt = (record: number): KeptRecord => {
    const cell = CELL * record
    const [from, length] = [cells[cell + AT]!, cells[cell + LENGTH]!]
    return {
      line: cells[cell + LINE]!,
      time: cells[cell + AT_TIME]!,
      severity: cells[cell + SEVERITY]!,
      group: cells[cell + GROUP]!,
      hash: cells[cell + HASH]!,
      bytes: texts.subarray(from, from + Math.abs(length)),
      isRaw: length < 0,
      host: cells[cell + HOST]!,
      component: cells[cell + COMPONENT]!,
    }
  }
  return {
    threshold: () => threshold,
    /** Keeps a record of a batch. @returns whether the threshold fell */
    add: (batch: RecordBatch, index: number): boolean => {
      const whole = batch.whole[index]
      if (whole !== undefined) {
        const text = whole.text.slice(0, MAX_COUNTED)
        makeRoom(3 * text.length)
        return put(batch, index, texts.write(text, used), false)
      }
      const [from, to] = [batch.froms[index]!, batch.tos[index]!]
      const raw = index === 0 ? batch.raw : undefined
      const length = raw?.length ?? to - from
      makeRoom(length)
      if (raw === undefined) batch.bytes.copy(texts, used, from, to)
      else texts.write(raw, used, 'latin1')
      return put(batch, index, length, true)
    },
    records: (): KeptRecord[] => Array.from({ length: records }, (_, record) => recordAt(record)),
  }
}

/** 30 bits that look random of a position in bytes: of positions above 2³², with their upper part. */
export function hashOf(position: number): number {
  let mixed = position | 0
  if (position >= 2 ** 32) mixed ^= Math.imul(position / 2 ** 32, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 2
}
