import type { Feedback } from '@faultmaven/contracts'

/** What the log tells, with what was given here and has not come back yet: new words, and words taken back. */
export function withSent(told: readonly Feedback[], sent: readonly Feedback[]): Feedback[] {
  const all = new Map(told.map((one) => [one.id, one]))
  for (const one of sent) if (one.undone || !all.has(one.id)) all.set(one.id, one)
  return [...all.values()]
}
