import type { Claim, Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch } from '../search/tally.ts'
import { refuseSelector } from './selection.ts'
import { failed, undecided, type Verdict, verified } from './verdict.ts'

/** As many parts are told of a result. */
const TOLD = 60

/**
 * `divides`: the matching records counted anew by value or by time. The parts claimed must be the first of those counted, each with its
 * number; records of which cannot be told whether they match leave it undecided.
 */
export function askDivides(
  { selector, by, parts: claimed }: Extract<Predicate, { name: 'divides' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(selector, investigation)
  if (refused) return refused
  const [search, divided] = [investigation.tally(selector), investigation.division(selector, by)]
  return async () => {
    const [tally, { parts, unknown, overflowed }] = [search(), divided()]
    if (tally.sources.length === 0) return undecided('There is no source to search')
    if (overflowed) return undecided('There are more values than are kept')
    if (unknown > 0) return undecided(`${unknown} records lack the time, the severity or the field that would tell`)
    if (tally.atMost === Infinity) return undecided(tally.doubts.join('; '))
    const wrong = claimed.findIndex(({ value, count }, at) => parts[at]?.value !== value || parts[at].count !== count)
    if (wrong >= 0) {
      const found = parts[wrong]
      return failed(`Part ${wrong + 1} is ${found ? `“${found.value}” with ${found.count} records` : 'not there'}`)
    }
    const citation = await citeSearch(tally)
    const divisible = parts.reduce((sum, { count }) => sum + count, 0)
    const told: Claim['result'] = {
      matches: tally.matches,
      divided: divisible,
      recordsSearched: tally.recordsSearched,
      parts: parts.length,
    }
    for (const [at, { value, count }] of parts.slice(0, TOLD).entries()) {
      told[`value ${at + 1}`] = value
      told[`count ${at + 1}`] = count
    }
    return verified(told, [citation, ...citation.first])
  }
}
