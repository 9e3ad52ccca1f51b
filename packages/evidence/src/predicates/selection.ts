import type { Selector } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import type { Investigation } from '../search/investigation.ts'
import type { Tally } from '../search/tally.ts'
import { failed, type Verdict } from './verdict.ts'

export type Window = NonNullable<Selector['window']>

/** Why a selector cannot be searched for at all. @returns undefined when it can */
export function refuseSelector({ sourceIds, window }: Selector, investigation: Investigation): Verdict | undefined {
  if (sourceIds?.length === 0) return failed('The claim names no source')
  if (sourceIds?.some((id) => !investigation.source(id))) return failed('The claim names a source that is not in the case')
  return window && refuseWindow(window)
}

export function refuseWindow(window: Window): Verdict | undefined {
  return secondsOf(window) >= 0 ? undefined : failed('The claim names a window that is no interval of time')
}

/** Length in seconds, NaN when an end is no instant. */
export function secondsOf({ from, to }: Window): number {
  return (fromInstant(to) - fromInstant(from)) / 1e6
}

/** True when the records searched begin no later and end no earlier than the window: its silence is then not that of a log not yet begun. */
export function covers({ from, to }: Tally, window: Window): boolean {
  return from <= fromInstant(window.from) && to >= fromInstant(window.to)
}
