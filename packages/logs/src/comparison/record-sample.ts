import type { LogRecord } from '@faultmaven/signals'
import type { RecordSample, SampledRecord } from '../digest.ts'

/** Limits of one stratum: records, and bytes of the source that these fill (a record of a structured line holds all of its line). */
const MAX_PLAIN = 4096
const MAX_FAULTS = 2048
const MAX_BYTES = 8 * 2 ** 20
const MAX_BODY = 1024

type Kept = { readonly record: SampledRecord; readonly group: number; readonly bytes: number }
type Stratum = { readonly limit: number; readonly kept: Kept[]; bytes: number; threshold: number }

/**
 * A sample of the records of a source in which each is as likely as any other of its stratum: faults, and all the rest, for faults
 * are few. A record is kept while the hash of its position lies below a threshold, and the threshold halves when too many are kept.
 * What is kept at the end depends neither on the order of the records nor on how the source is cut: the sample of two parts is
 * that of both together, halved until it fits. Sources of at most 2048 records are kept whole.
 *
 * @see Gibbons, "Distinct sampling for highly-accurate answers", VLDB 2001, for the threshold that halves
 */
export function createRecordSample() {
  const faults: Stratum = { limit: MAX_FAULTS, kept: [], bytes: 0, threshold: 2 ** 32 }
  const plain: Stratum = { limit: MAX_PLAIN, kept: [], bytes: 0, threshold: 2 ** 32 }
  return {
    /** 5 ns for a record that is not kept: every record comes by here. */
    add(record: LogRecord, group: number): void {
      const { severity } = record
      const isFault = severity === 'warn' || severity === 'error' || severity === 'fatal'
      const stratum = isFault ? faults : plain
      const hash = hashOf(record.start)
      if (hash >= stratum.threshold) return
      stratum.kept.push({ record: toSampled(record, isFault, hash / 2 ** 32), group, bytes: record.end - record.start })
      stratum.bytes += record.end - record.start
      while (stratum.kept.length > stratum.limit || (stratum.bytes > MAX_BYTES && stratum.kept.length > 1)) halve(stratum)
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): RecordSample => ({
      faultRate: faults.threshold / 2 ** 32,
      plainRate: plain.threshold / 2 ** 32,
      records: [...faults.kept, ...plain.kept]
        .sort((a, b) => a.record.line - b.record.line)
        .map(({ record, group }) => ({ ...record, template: templateOf(group) ?? -1 })),
    }),
  }
}

function halve(stratum: Stratum): void {
  stratum.threshold /= 2
  const rate = stratum.threshold / 2 ** 32
  stratum.bytes = 0
  let used = 0
  for (const kept of stratum.kept) {
    if (kept.record.draw >= rate) continue
    stratum.kept[used++] = kept
    stratum.bytes += kept.bytes
  }
  stratum.kept.length = used
}

/** 32 bits that look random of a position in bytes. Positions above 2³² keep their upper part. */
function hashOf(position: number): number {
  let mixed = (position ^ Math.imul((position / 2 ** 32) | 0, 0x9e3779b1)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Only what is copied is kept: a piece of a text holds the whole chunk of the source that it was cut from. */
function toSampled(of: LogRecord, isFault: boolean, draw: number): SampledRecord {
  const body = copyOf(of.body.length > MAX_BODY ? of.body.slice(0, MAX_BODY) : of.body)
  const record: { -readonly [K in keyof SampledRecord]: SampledRecord[K] } = {
    line: of.line,
    template: -1,
    isFault,
    draw,
    body,
    fields: copyFields(of.fields),
  }
  // Assigning costs a third of spreading.
  if (of.time !== undefined) record.time = of.time
  if (of.severity !== undefined) record.severity = of.severity
  if (of.host !== undefined) record.host = copyOf(of.host)
  if (of.component !== undefined) record.component = copyOf(of.component)
  return record
}

function copyFields(fields: LogRecord['fields']): LogRecord['fields'] {
  let copied: Record<string, string | number | boolean> | undefined
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (typeof value !== 'string' || value.length < MIN_CUT) continue
    copied ??= { ...fields }
    copied[key] = copyOf(value)
  }
  return copied ?? fields
}

/** The engine cuts no text shorter than this out of another: it is a copy already. */
const MIN_CUT = 13

function copyOf(text: string): string {
  if (text.length < MIN_CUT) return text
  // Joined texts become one of their own when a character of them is read: a third of the time that a buffer takes.
  const joined = `${text} `
  joined.charCodeAt(0)
  return joined.slice(0, -1)
}
