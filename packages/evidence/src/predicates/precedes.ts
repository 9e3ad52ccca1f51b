import type { Predicate } from '@faultmaven/contracts'
import type { Microseconds } from '@faultmaven/signals'
import { toInstant } from '@faultmaven/signals'
import type { Investigation } from '../search/investigation.ts'
import { citeText } from '../search/quote-of.ts'
import { citeSearch, type Sighting, type Tally } from '../search/tally.ts'
import { jointUncertaintyMs } from '../source/joint-uncertainty.ts'
import { refuseSelector } from './selection.ts'
import { failed, figure, undecided, type Verdict, verified } from './verdict.ts'

type Timed = Sighting & { readonly time: Microseconds }

/**
 * `precedes`: the first match of one selector is earlier than the first of the other by more than the clocks of their two sources
 * may be off by together; within one source by any time at all, or by its lines where its clock was set back between them.
 */
export function askPrecedes(
  { first, second }: Extract<Predicate, { name: 'precedes' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(first, investigation) ?? refuseSelector(second, investigation)
  if (refused) return refused
  const searches = [investigation.tally(first), investigation.tally(second)] as const
  return async () => {
    const [causes, effects] = [searches[0](), searches[1]()]
    const [cause, effect] = [earliestOf(causes), earliestOf(effects)]
    const doubts = [...effects.doubts, ...timeDoubts(effects)]
    if (!cause || !effect) {
      const open = [...doubts, ...causes.doubts, ...timeDoubts(causes)]
      return open.length > 0 ? undecided(open.join('; ')) : failed('One of the two matches no record')
    }
    // An unseen match of the first could only be earlier still; one of the second could come before.
    if (doubts.length > 0) return undecided(doubts.join('; '))
    if (!effects.earliest.every((late) => causes.earliest.some((early) => isBefore(early, late)))) return whyNot(cause, effect)
    const leadMs = figure((effect.time - cause.time) / 1000)
    const result = {
      firstAt: toInstant(cause.time),
      thenAt: toInstant(effect.time),
      leadMs,
      uncertaintyMs: figure(jointMs(cause, effect)),
    }
    const places = [await citeText(cause.source, cause.spot), await citeText(effect.source, effect.spot)]
    return verified(result, [...places, await citeSearch(causes), await citeSearch(effects)])
  }
}

function isBefore(early: Timed, late: Timed): boolean {
  if (early.source === late.source && isAcrossStep(early, late)) return early.spot.line < late.spot.line
  return early.time + jointMs(early, late) * 1000 < late.time
}

/** Their clock was set back between them. */
function isAcrossStep(a: Timed, b: Timed): boolean {
  const [first, second] = [Math.min(a.spot.line, b.spot.line), Math.max(a.spot.line, b.spot.line)]
  return (a.source.steps ?? []).some(({ line }) => first < line && line <= second)
}

function jointMs(a: Timed, b: Timed): number {
  return jointUncertaintyMs(a.source, b.source)
}

function whyNot(cause: Timed, effect: Timed): Verdict {
  if (isBefore(effect, cause)) return failed('The second comes first')
  return undecided(`They are ${figure(Math.abs(effect.time - cause.time) / 1000)} ms apart, within what the clocks may be off by`)
}

function earliestOf({ earliest }: Tally): Timed | undefined {
  return earliest.reduce<Timed | undefined>((best, next) => (best && best.time <= next.time ? best : next), undefined)
}

function timeDoubts({ withoutTime }: Tally): string[] {
  return withoutTime > 0 ? [`${withoutTime} matching records have no time`] : []
}
