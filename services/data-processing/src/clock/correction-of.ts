import type { Source } from '@faultmaven/contracts'

/** What is added to a source's own times to put them on the clock of the case, whole microseconds. */
export function correctionOf({ clock }: Pick<Source, 'clock'>): number {
  return Math.round((clock?.alignment?.correctionMs ?? 0) * 1000)
}
