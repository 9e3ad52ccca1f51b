import type { Source } from '@faultmaven/contracts'

const MAX_NOTES = 4

/** How clocks that differ were put on one: what the order of time between sources rests on. */
export function clockNotes(sources: readonly Source[]): string[] {
  return sources
    .flatMap(({ clock }) => (clock?.alignment === undefined || clock.alignment.correctionMs === 0 ? [] : clock.alignment.notes))
    .slice(0, MAX_NOTES)
}
