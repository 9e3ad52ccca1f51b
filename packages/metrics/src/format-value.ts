import type { Measure } from './measure.ts'

/** A number for a sentence: three digits that matter, with its unit. */
export function formatValue(value: number, scale: Measure['scale']): string {
  switch (scale) {
    case 'percent':
      return `${short(value)}%`
    case 'ratio':
      return `${short(value * 100)}%`
    case 'bytes':
      return formatBytes(value)
    case 'seconds':
      return Math.abs(value) < 1 ? `${short(value * 1000)} ms` : `${short(value)} s`
    case 'milliseconds':
      return Math.abs(value) >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`
    default:
      return grouped(value)
  }
}

/** From here on digits say nothing any more. */
const HUGE = 1e15

function short(value: number): string {
  const size = Math.abs(value)
  if (size >= HUGE) return value.toExponential(0)
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)))
}

function grouped(value: number): string {
  const size = Math.abs(value)
  if (size >= HUGE) return short(value)
  if (size >= 1e9) return `${short(value / 1e9)} billion`
  if (size >= 1e6) return `${short(value / 1e6)} million`
  return size >= 1000 ? String(Math.round(value)) : short(value)
}

function formatBytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let size = value
  let unit = 0
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${short(size)} ${units[unit]}`
}
