import type { Interval, Source } from '@faultmaven/contracts'
import { type AskedRange, readAskedRange } from './asked-range.ts'

/** When the last record of any source was: "now" of evidence that nobody adds to. Undefined where no source has a time. */
export function endOfEvidence(sources: readonly Pick<Source, 'interval'>[]): string | undefined {
  return sources
    .flatMap(({ interval }) => interval?.to ?? [])
    .toSorted()
    .at(-1)
}

/** The moment that "now" and "last hour" mean. */
export type TimeAnchor = {
  readonly at: string
  /** The clock of the one who asks; else the end of the evidence. */
  readonly isNow: boolean
}

/** @param now the clock, where systems that run now can be asked: then it counts, whatever was uploaded */
export function timeAnchor(sources: readonly Pick<Source, 'interval'>[], now: string | undefined): TimeAnchor | undefined {
  const at = now ?? endOfEvidence(sources)
  return at === undefined ? undefined : { at, isNow: now !== undefined }
}

/**
 * The time that a question names, read in the user's zone; where the evidence holds nothing of then, but does of the same clock time in
 * UTC, that: people read times off logs as they stand there.
 */
export function fitRange(
  text: string,
  sources: readonly Pick<Source, 'interval'>[],
  zone: string | undefined,
  anchor: TimeAnchor | undefined = timeAnchor(sources, undefined),
): AskedRange | undefined {
  if (anchor === undefined) return undefined
  const now = anchor.at
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
