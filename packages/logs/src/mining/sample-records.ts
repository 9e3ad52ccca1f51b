import type { LogRecord } from '@faultmaven/signals'

const MAX_SAMPLES = 12

/**
 * Keeps at most 12 records of a stream, in order: the first, the last, and others spread evenly between, the same ones whenever the
 * same records come. Every `stride`-th record is kept; when they are too many, every other goes and the stride doubles.
 */
export function createSampler() {
  const kept: LogRecord[] = []
  let stride = 1
  let seen = 0
  let last: LogRecord | undefined
  return {
    add: (record: LogRecord): void => {
      last = record
      if (seen++ % stride !== 0) return
      kept.push(record)
      if (kept.length < MAX_SAMPLES) return
      stride *= 2
      for (let at = 1; 2 * at < kept.length; at++) kept[at] = kept[2 * at]!
      kept.length = Math.ceil(kept.length / 2)
    },
    samples: (): readonly LogRecord[] => (last === undefined || kept.at(-1) === last ? kept.slice() : [...kept, last]),
  }
}

/** At most 12 of records from several samples: the first and the last by line, others spread between. */
export function spreadSamples(records: readonly LogRecord[]): readonly LogRecord[] {
  if (records.length <= MAX_SAMPLES) return records.toSorted((a, b) => a.line - b.line)
  const sorted = records.toSorted((a, b) => a.line - b.line)
  const step = (sorted.length - 1) / (MAX_SAMPLES - 1)
  return Array.from({ length: MAX_SAMPLES }, (_, index) => sorted[Math.round(index * step)]!)
}
