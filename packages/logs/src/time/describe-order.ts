import type { RecordOrder } from './order-watch.ts'

const HOUR_MS = 3_600_000

/** What is to be known of the order of a source's records, a sentence each. */
export function describeOrder({ late, latestMs, steps, restarts }: RecordOrder): string[] {
  const notes: string[] = []
  if (late > 0)
    notes.push(
      `${late} ${late === 1 ? 'record stands' : 'records stand'} out of order, by up to ${span(latestMs)}: sorted by time`,
    )
  for (const { line, backMs } of steps) {
    const why = Math.abs(backMs - HOUR_MS) < HOUR_MS / 20 ? ', as at the end of summer time' : ''
    notes.push(
      `The clock was set back by ${span(backMs)} at line ${line}${why}: what follows is not earlier than what stands before`,
    )
  }
  for (const line of restarts) notes.push(`At line ${line} an earlier time begins again: sorted by time`)
  return notes
}

/** `120 ms`, `3.2 s`, `7 min`, `5.5 h`. */
export function span(ms: number): string {
  if (ms < 1000) return `${round(ms)} ms`
  if (ms < 120_000) return `${round(ms / 1000)} s`
  return ms < 2 * HOUR_MS ? `${round(ms / 60_000)} min` : `${round(ms / HOUR_MS)} h`
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(2))
}
