import type { Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch, type Tally } from '../search/tally.ts'
import { proportionInterval } from '../statistics/intervals.ts'
import { countNear, coveredShare } from '../statistics/near.ts'
import { refuseSelector } from './selection.ts'
import { failed, figure, undecided, type Verdict, verified } from './verdict.ts'

/**
 * `co-occurs`: how many matches of the first have a match of the second within the time given, and the lift over chance, that is
 * over the share of all time that lies that near to a match of the second. The lower 95% bound of the lift is above 1.
 */
export function askCoOccurs(
  { first, second, withinMs }: Extract<Predicate, { name: 'co-occurs' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(first, investigation) ?? refuseSelector(second, investigation)
  if (refused) return refused
  if (!(withinMs >= 0)) return failed('The time given must not be negative')
  const searches = [investigation.tally(first), investigation.tally(second)] as const
  const pair = investigation.pairing(first, second)
  return async () => {
    const [ones, others] = [searches[0](), searches[1]()]
    const doubt = doubtOf(ones) ?? doubtOf(others)
    if (doubt !== undefined) return undecided(doubt)
    const { ones: at, others: near, overflowed, jointUncertainty } = pair()
    if (overflowed) return undecided('More records match than can be compared')
    if (at.length === 0 || near.length === 0) return failed('One of the two matches no record of its own')
    const within = withinMs * 1000
    if (jointUncertainty > within) return undecided('The clocks may be off by more than the time given')
    // Both roundings count against the claim: fewer are surely near, and more of all time is.
    const count = countNear(at, near, within - jointUncertainty)
    const chance = coveredShare(near, within + jointUncertainty, Math.min(ones.from, others.from), Math.max(ones.to, others.to))
    const lift = count / at.length / chance
    const low = proportionInterval(count, at.length).low / chance
    if (low <= 1) return failed(`${count} of ${at.length} are near, which chance may explain`)
    const citations = [await citeSearch(ones), await citeSearch(others)]
    return verified({ count, of: at.length, lift: figure(lift), low: figure(low) }, [
      ...citations,
      ...citations.flatMap((citation) => citation.first),
    ])
  }
}

function doubtOf({ doubts, withoutTime }: Tally): string | undefined {
  if (doubts.length > 0) return doubts.join('; ')
  return withoutTime > 0 ? `${withoutTime} matching records have no time` : undefined
}
