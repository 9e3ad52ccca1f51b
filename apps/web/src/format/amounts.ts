const grouped = new Intl.NumberFormat('en')

/** `1,234,567`. */
export function count(value: number): string {
  return grouped.format(value)
}

/** `1 line`, `2 lines`, `1,000 lines`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Decimal units as disks and browsers use them: `512 bytes`, `4 KB`, `116 MB`, `1.4 GB`. */
export function bytes(value: number): string {
  if (value < 1000) return plural(value, 'byte')
  const power = Math.min(4, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${scaled < 10 ? scaled.toFixed(1).replace('.0', '') : Math.round(scaled)} ${['KB', 'MB', 'GB', 'TB'][power - 1]}`
}

/**
 * Whole percentages of ratios that together are 1, rounded by largest remainder so that they print as exactly 100.
 * Ties go to the earlier entry.
 */
export function percentages(ratios: readonly number[]): number[] {
  const exact = ratios.map((ratio) => ratio * 100)
  const whole = exact.map((value) => Math.floor(value + 1e-9))
  const missing = Math.round(exact.reduce((sum, value) => sum + value, 0)) - whole.reduce((sum, value) => sum + value, 0)
  const byRemainder = exact.map((value, at) => ({ at, rest: value - whole[at]! })).sort((a, b) => b.rest - a.rest)
  for (const { at } of byRemainder.slice(0, missing)) whole[at]! += 1
  return whole
}
