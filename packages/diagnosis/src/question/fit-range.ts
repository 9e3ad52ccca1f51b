import type { Interval, Source } from '@faultmaven/contracts'
import { type AskedRange, readAskedRange } from './asked-range.ts'

/** When the last record of any source was: "now" of evidence that nobody adds to. Undefined where no source has a time. */
export function endOfEvidence(sources: readonly Pick<Source, 'interval'>[]): string | undefined {
  return sources
    .flatMap(({ interval }) => interval?.to ?? [])
    .toSorted()
    .at(-1)
}

/**
 * The time that a question names, read in the user's zone; where the evidence holds nothing of then, but does of the same clock time in
 * UTC, that: people read times off logs as they stand there.
 */
export function fitRange(
  text: string,
  sources: readonly Pick<Source, 'interval'>[],
  zone: string | undefined,
): AskedRange | undefined {
  const now = endOfEvidence(sources)
  if (now === undefined) return undefined
  const holds = (range: AskedRange) => sources.some(({ interval }) => interval !== undefined && meets(interval, range))
  const read = readAskedRange(text, { now, ...(zone !== undefined && { zone }) })
  if (!read || zone === undefined || holds(read)) return read
  const inUtc = readAskedRange(text, { now })
  return inUtc && holds(inUtc) ? inUtc : read
}

/** Two closed intervals that have a moment in common. */
export function meets(a: Interval, b: Interval): boolean {
  return comparable(a.from) <= comparable(b.to) && comparable(b.from) <= comparable(a.to)
}

/** Instants may be written with and without fractions of a second; so they compare as text. */
function comparable(instant: string): string {
  return instant.replace(/(?:\.(\d+))?Z$/, (_, fraction: string = '') => `.${fraction.padEnd(6, '0')}Z`)
}
