import type { Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch } from '../search/tally.ts'
import { covers, refuseSelector } from './selection.ts'
import { failed, undecided, type Verdict, verified } from './verdict.ts'

/** `absent`: nothing matches, and every selected source was searched to its end and, with a window, spans it. */
export function askAbsent(
  { selector }: Extract<Predicate, { name: 'absent' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(selector, investigation)
  if (refused) return refused
  const search = investigation.tally(selector)
  return async () => {
    const tally = search()
    if (tally.matches > 0) return failed(`${tally.matches} records match`)
    if (tally.sources.length === 0) return undecided('There is no source to search')
    if (tally.doubts.length > 0) return undecided(tally.doubts.join('; '))
    if (selector.window && !covers(tally, selector.window)) return undecided('The sources do not span the whole window')
    return verified({ matches: 0, recordsSearched: tally.recordsSearched }, [await citeSearch(tally)])
  }
}
