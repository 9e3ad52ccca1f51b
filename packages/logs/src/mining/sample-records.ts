import type { LogRecord } from '@faultmaven/signals'

const MAX_SAMPLES = 12

/** Makes a record when it is asked for. */
export type LateRecord = () => LogRecord

/** What the samples of a source may hold together, in characters: the last ones of all groups come on top. */
const MAX_KEPT = 32 * 2 ** 20
/** Of a field's name and value, and of all that a record has besides its body. */
const FIELD_CHARACTERS = 60
const RECORD_CHARACTERS = 300
const CUT_BODY = 1024

/** How much the samples of a source hold. Beyond {@link MAX_KEPT} records are kept without their fields, and the head of their message. */
export function createSampleRoom() {
  let taken = 0
  return {
    isFull: (): boolean => taken > MAX_KEPT,
    take: (characters: number): void => {
      taken += characters
    },
  }
}
export type SampleRoom = ReturnType<typeof createSampleRoom>

function charactersOf({ body, fields }: LogRecord): number {
  return RECORD_CHARACTERS + body.length + FIELD_CHARACTERS * Object.keys(fields).length
}

function cut(record: LogRecord): LogRecord {
  // A part of a text keeps all of it.
  const body = record.body.length <= CUT_BODY ? record.body : Buffer.from(record.body.slice(0, CUT_BODY)).toString()
  return { ...record, body, fields: {} }
}

/**
 * Keeps at most 12 records of a stream, in order: the first, the last, and others spread evenly between, the same ones whenever the
 * same records come. Every `stride`-th record is kept; when they are too many, every other goes and the stride doubles.
 */
export function createSampler(room: SampleRoom) {
  const kept: (LogRecord | LateRecord)[] = []
  let stride = 1
  let seen = 0
  let last: LogRecord | LateRecord | undefined
  const keep = (record: LogRecord | LateRecord): void => {
    kept.push(record)
    if (kept.length < MAX_SAMPLES) return
    stride *= 2
    for (let at = 1; 2 * at < kept.length; at++) kept[at] = kept[2 * at]!
    kept.length = Math.ceil(kept.length / 2)
  }
  return {
    add: (record: LogRecord): void => {
      const held = room.isFull() ? cut(record) : record
      last = held
      if (seen++ % stride !== 0) return
      room.take(charactersOf(held))
      keep(held)
    },
    /** Counts records that are not kept; `latest` makes the last one. */
    skip: (count: number, latest: LateRecord): void => {
      seen += count
      last = latest
    },
    keepLate: (record: LateRecord): void => {
      last = record
      seen += 1
      keep(record)
    },
    /** Which record from now on is the next that is kept: 1 for the first. */
    untilKept: (): number => stride - ((seen + stride - 1) % stride),
    samples: (): readonly LogRecord[] => {
      const all = last === undefined || kept.at(-1) === last ? kept : [...kept, last]
      return all.map((record) => (typeof record === 'function' ? record() : record))
    },
  }
}

/** At most 12 of records from several samples: the first and the last by line, others spread between. */
export function spreadSamples(records: readonly LogRecord[]): readonly LogRecord[] {
  if (records.length <= MAX_SAMPLES) return records.toSorted((a, b) => a.line - b.line)
  const sorted = records.toSorted((a, b) => a.line - b.line)
  const step = (sorted.length - 1) / (MAX_SAMPLES - 1)
  return Array.from({ length: MAX_SAMPLES }, (_, index) => sorted[Math.round(index * step)]!)
}
