import type { LogRecord } from '@faultmaven/signals'

const MAX_SAMPLES = 12

/** A record that is made when it is asked for. */
export type LateRecord = { readonly line: number; readonly make: () => LogRecord }

/** What the samples of a source may hold together, in characters: the last ones of all groups come on top. */
const MAX_KEPT = 24 * 2 ** 20
/** Of a field's name and value, and of all that a record has besides its body. */
const FIELD_CHARACTERS = 100
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
  let last: LogRecord | LateRecord | undefined
  let lastCount = 0

  const hold = (record: LogRecord): LogRecord => (room.isFull() ? cut(record) : record)
  return {
    /** A record as it may be held. */
    hold,
    /**
     * Keeps a record; the first one must be.
     * @param count of the stream up to it
     * @returns the count at which the next one is to be kept
     */
    keep: (record: LogRecord | LateRecord, count: number): number => {
      const held = 'make' in record ? record : hold(record)
      if (!('make' in held)) room.take(charactersOf(held))
      kept.push(held)
      if (kept.length === MAX_SAMPLES) {
        stride *= 2
        for (let at = 1; 2 * at < kept.length; at++) kept[at] = kept[2 * at]!
        kept.length = Math.ceil(kept.length / 2)
      }
      return count + stride - ((count - 1) % stride)
    },
    setLast: (record: LogRecord | LateRecord, count: number): void => {
      last = record
      lastCount = count
    },
    samples: (): readonly (LogRecord | LateRecord)[] => {
      const isKept = lastCount === 1 + stride * (kept.length - 1)
      return last === undefined || isKept ? kept : [...kept, last]
    },
  }
}

/** At most 12 of records from several samples: the first and the last by line, others spread between. */
export function spreadSamples(records: readonly (LogRecord | LateRecord)[]): readonly LogRecord[] {
  const sorted = records.toSorted((a, b) => a.line - b.line)
  const step = (sorted.length - 1) / (MAX_SAMPLES - 1)
  const chosen =
    sorted.length <= MAX_SAMPLES ? sorted : Array.from({ length: MAX_SAMPLES }, (_, index) => sorted[Math.round(index * step)]!)
  return chosen.map((record) => ('make' in record ? record.make() : record))
}
