import type { Predicate } from '@faultmaven/contracts'
import { toInstant } from '@faultmaven/signals'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch } from '../search/tally.ts'
import { compareRange } from './compare.ts'
import { refuseSelector } from './selection.ts'
import { failed, figure, undecided, type Verdict, verified } from './verdict.ts'

/**
 * `count`: the number of matching records, counted anew, of how many, and when the first and the last of them were. Where some could not
 * be told, it must hold for every possible number.
 */
export function askCount(
  { selector, comparison, number }: Extract<Predicate, { name: 'count' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(selector, investigation)
  if (refused) return refused
  const search = investigation.tally(selector)
  return async () => {
    const tally = search()
    if (tally.sources.length === 0) return undecided('There is no source to search')
    const holds = compareRange(tally.matches, tally.atMost, comparison, number)
    if (holds === 'no') return failed(`${tally.matches} records match, which is not ${comparison} ${number}`)
    if (holds === 'unknown') return undecided(`At least ${tally.matches} records match; ${tally.doubts.join('; ')}`)
    const citation = await citeSearch(tally)
    const atMost = tally.atMost === tally.matches ? {} : { atMost: figure(tally.atMost) }
    const { matched } = tally
    const times = matched ? { firstAt: toInstant(matched.from), lastAt: toInstant(matched.to) } : {}
    const counted = { matches: tally.matches, ...atMost, recordsSearched: tally.recordsSearched, ...times }
    return verified(counted, [citation, ...citation.first])
  }
}
