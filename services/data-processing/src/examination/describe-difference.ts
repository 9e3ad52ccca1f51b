import type { Difference } from '@faultmaven/logs'

const MAX_VALUE = 100

/** `host=web-2 in 97% (116/120) of its faults, elsewhere 25% (2048/8192); chance of that: under one in a million`. */
export function describeDifference({ field, value, kind, inside, outside, pValue }: Difference, among: string): string {
  if (kind === 'quantity') return `${field}: ${value} (${inside.count} and ${outside.count} values; ${chance(pValue)})`
  const name = `${field}=${value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value}`
  return `${name} in ${share(inside)} of ${among}, elsewhere ${share(outside)}; ${chance(pValue)}`
}

/** Lines that show a difference: inside, or outside where there is less of it inside. */
export function tellingLines({ kind, effect, shown }: Difference): number[] {
  return (kind === 'quantity' || effect > 0 ? shown.inside : shown.outside).map(({ line }) => line)
}

function share({ count, of }: Difference['inside']): string {
  const percent = of === 0 ? 0 : (100 * count) / of
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)}% (${count}/${of})`
}
function chance(pValue: number): string {
  return `chance of that: ${pValue < 1e-6 ? 'under one in a million' : pValue.toPrecision(1)}`
}
