import type { Predicate } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch, type Tally } from '../search/tally.ts'
import { rateRatio } from '../statistics/intervals.ts'
import { covers, refuseSelector, refuseWindow, secondsOf, type Window } from './selection.ts'
import { failed, figure, undecided, type Verdict, verified } from './verdict.ts'

type RateChange = Extract<Predicate, { name: 'rate-change' }>

/** `rate-change`: matching records a second in two windows; the exact 95% interval of their ratio excludes 1. */
export function askRateChange(
  { selector, before, after }: RateChange,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(selector, investigation) ?? refuseWindows(selector, before, after)
  if (refused) return refused
  const searchBefore = investigation.tally({ ...selector, window: before })
  const searchAfter = investigation.tally({ ...selector, window: after })
  return async () => {
    const [early, late] = [searchBefore(), searchAfter()]
    const doubt = doubtOf(early, before) ?? doubtOf(late, after)
    if (doubt !== undefined) return undecided(doubt)
    if (early.matches + late.matches === 0) return failed('No record matches in either window')
    const rates = [
      { count: early.matches, seconds: secondsOf(before) },
      { count: late.matches, seconds: secondsOf(after) },
    ] as const
    const { ratio, low, high } = rateRatio(...rates)
    if (low <= 1 && high >= 1)
      return failed(`The ratio may be 1: its 95% interval is ${figure(low)} to ${figure(high) ?? 'no bound'}`)
    const [first, second] = [await citeSearch(early), await citeSearch(late)]
    return verified({ ratio: figure(ratio), low: figure(low), high: figure(high), before: early.matches, after: late.matches }, [
      first,
      second,
      ...first.first,
      ...second.first,
    ])
  }
}

function refuseWindows({ window }: RateChange['selector'], before: Window, after: Window): Verdict | undefined {
  if (window) return failed('A rate change has two windows of its own; its selector must have none')
  const refused = refuseWindow(before) ?? refuseWindow(after)
  if (refused) return refused
  if (secondsOf(before) === 0 || secondsOf(after) === 0) return failed('A window of no length has no rate')
  return fromInstant(before.to) > fromInstant(after.from)
    ? failed('The first window must end before the second begins')
    : undefined
}

function doubtOf(tally: Tally, window: Window): string | undefined {
  if (tally.sources.length === 0) return 'There is no source to search'
  if (tally.doubts.length > 0) return tally.doubts.join('; ')
  return covers(tally, window) ? undefined : 'The sources do not span both windows'
}
