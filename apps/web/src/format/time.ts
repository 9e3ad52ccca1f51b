import type { Instant } from '@faultmaven/contracts'

/** `03:12:07.006` of an instant, UTC; the zone is printed once beside the table. */
export function clockTime(instant: Instant): string {
  return new Date(instant).toISOString().slice(11, 23)
}

/** `2026-11-22 03:12:07 UTC` of an instant. */
export function fullTime(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `02:30–03:30 UTC on 2026-11-22`, or with both dates when they differ. */
export function timeRange(from: Instant, to: Instant): string {
  const [start, end] = [fullTime(from), fullTime(to)]
  if (start.slice(0, 10) !== end.slice(0, 10)) return `${start.slice(0, 16)} – ${end.slice(0, 16)} UTC`
  return `${start.slice(11, 19)} – ${end.slice(11, 19)} UTC on ${start.slice(0, 10)}`
}

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'm', ms: 60_000 },
] as const

/** The two largest units of a duration in milliseconds: `3 h 41 m`, `2 d 5 h`; below a minute `under 1 m`. */
export function duration(ms: number): string {
  const parts: string[] = []
  let rest = Math.max(0, ms)
  for (const { name, ms: unit } of UNITS) {
    const count = Math.floor(rest / unit)
    rest -= count * unit
    if (count > 0 || parts.length > 0) parts.push(`${count} ${name}`)
  }
  return parts.slice(0, 2).join(' ') || 'under 1 m'
}
