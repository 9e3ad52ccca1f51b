import type { Predicate, Selector } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { citeSearch, type Tally } from '../search/tally.ts'
import { fisherExact } from '../statistics/fisher-exact.ts'
import { refuseSelector } from './selection.ts'
import { failed, figure, undecided, type Verdict, verified } from './verdict.ts'

/** A difference that chance gives more often than once in twenty is none. */
const SIGNIFICANT = 0.05

/**
 * `differs`: how many records match on either side, of how many that its sources hold in its window, and the chance of a difference as great
 * were the records drawn alike. At most .05, or it is no difference.
 */
export function askDiffers(
  { first, second }: Extract<Predicate, { name: 'differs' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(first, investigation) ?? refuseSelector(second, investigation)
  if (refused) return refused
  const sides = [first, second].map((selector) => ({
    matching: investigation.tally(selector),
    all: investigation.tally(placeOf(selector)),
  }))
  return async () => {
    const [one, other] = sides.map(({ matching, all }) => ({ matching: matching(), all: all() }))
    if (!one || !other) return undecided('A comparison has two sides')
    const doubt = [one.matching, one.all, other.matching, other.all].map(doubtOf).find((why) => why !== undefined)
    if (doubt !== undefined) return undecided(doubt)
    const [a, b] = [shareOf(one), shareOf(other)]
    if (a.of === 0 || b.of === 0) return undecided('A side of the comparison holds no record')
    const pValue = fisherExact(a, b)
    if (pValue > SIGNIFICANT)
      return failed(`${a.count} of ${a.of} and ${b.count} of ${b.of} records match, which chance may explain`)
    const citations = [await citeSearch(one.matching), await citeSearch(other.matching)]
    const result = { first: a.count, ofFirst: a.of, second: b.count, ofSecond: b.of, pValue: figure(pValue) }
    return verified(result, [...citations, ...citations.flatMap((citation) => citation.first)])
  }
}

/** All records of the sources and the window that a selector is about. */
function placeOf({ sourceIds, window }: Selector): Selector {
  return { ...(sourceIds && { sourceIds }), ...(window && { window }) }
}

type Side = { readonly matching: Tally; readonly all: Tally }

function shareOf({ matching, all }: Side) {
  return { count: matching.matches, of: all.matches }
}

function doubtOf({ sources, doubts }: Tally): string | undefined {
  if (sources.length === 0) return 'There is no source to search'
  return doubts.length > 0 ? doubts.join('; ') : undefined
}
