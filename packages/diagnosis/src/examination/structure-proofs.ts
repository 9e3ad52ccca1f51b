import type { Proof } from './structure-draft.ts'
import { pointerTo, textAt, type MapSpot } from './structure-scan.ts'

/** The scalars under the keys, as they are written. */
export function proofsOf(spot: MapSpot, keys: readonly string[]): Proof[] {
  const found = keys.flatMap((key) =>
    [...spot.entries].filter(([name, node]) => name.toLowerCase() === key && node.kind === 'scalar' && node.value !== ''),
  )
  return found.map(([name, node]) => ({ pointer: pointerTo(spot, name), node }))
}

/** When the state changed last, if it says so in ISO 8601. */
export function timeOf(spot: MapSpot): { at?: string } {
  const text = textAt(
    spot.entries,
    'lastTransitionTime',
    'lastTimestamp',
    'finishedAt',
    'timestamp',
    'time',
    'lasttransitiontime',
    'last_time',
    'updated_at',
  )
  return text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/.test(text) ? { at: text } : {}
}
