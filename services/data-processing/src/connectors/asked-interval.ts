import { LiveSourceFailure } from './live-source-failure.ts'

const HOUR_MS = 3_600_000

/** The stretch of time of a query as instants; the hour before its end, and up to now, where it does not say. */
export function askedInterval(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
): { readonly from: string; readonly to: string; readonly seconds: number } {
  const end = to ?? instantOf(nowMs)
  const start = from ?? instantOf(Date.parse(end) - HOUR_MS)
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000
  if (!(seconds > 0)) throw new LiveSourceFailure('The time asked for ends before it begins')
  return { from: start, to: end, seconds }
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString()
}
