import type { RecordSample, SampledLine, SampledRecord } from '../digest.ts'
import { createLineReader, type LineReader } from '../formats/line-reader.ts'

const MAX_BODY = 1024
/** Lines by which the formats are chosen. */
const CHOSEN_BY = 200

/**
 * What sampled lines say, in the same order: their fields and message, read again, for most samples are never asked. Time, severity,
 * host, component and template are those that the record had in its source.
 */
export function readSample(lines: readonly SampledLine[]): SampledRecord[] {
  // The clock decides about times only, and those are known.
  const reader = createLineReader({ now: 0 })
  const step = Math.max(1, Math.floor(lines.length / CHOSEN_BY))
  reader.choose(lines.filter((_, at) => at % step === 0).map(({ text }) => firstLineOf(text)))
  return lines.map(({ text, ...known }) => {
    const read = readText(text, reader)
    return { ...known, body: (read?.body ?? firstLineOf(text)).slice(0, MAX_BODY), fields: read?.fields ?? {} }
  })
}

/** Lines of a sample thinned to one rate: all records are as likely as each other, faults as well. */
export function evenLines({ lines, faultRate, plainRate }: RecordSample): SampledLine[] {
  const rate = Math.min(faultRate, plainRate)
  return lines.filter(({ draw }) => draw < rate)
}

function readText(text: string, reader: LineReader) {
  const first = firstLineOf(text)
  const read = reader.read(first)
  // An object or an entry of the journal may stand in many lines.
  if (first.length === text.length || (read !== undefined && read.format !== 'plain')) return read
  return reader.readEntry(text) ?? reader.readObject(text) ?? read
}

function firstLineOf(text: string): string {
  const end = text.indexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}
