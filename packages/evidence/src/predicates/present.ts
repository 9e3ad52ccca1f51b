import type { Predicate, TextCitation } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { citeText } from '../search/quote-of.ts'
import type { SpotSearch } from '../search/spot-search.ts'
import { refuseSelector } from './selection.ts'
import { failed, undecided, type Verdict, verified } from './verdict.ts'

const MAX_PLACES = 1000

/** `present`: at each cited line stands a record (or the line itself) that the selector matches. */
export function askPresent(
  { selector, at }: Extract<Predicate, { name: 'present' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const refused = refuseSelector(selector, investigation) ?? refusePlaces(selector, at)
  if (refused) return refused
  const spots: SpotSearch[] = []
  for (const { sourceId, line } of at) {
    const source = investigation.source(sourceId)
    if (!source) return failed('The claim cites a source that is not in the case')
    if (selector.sourceIds?.includes(sourceId) === false) return failed('The claim cites a source that it does not select')
    if (!Number.isInteger(line) || line < 1) return failed('The claim cites a line that no source can have')
    spots.push(investigation.spot(source, line, selector))
  }
  return async () => {
    const citations: TextCitation[] = []
    for (const spot of spots) {
      const result = spot.result()
      if (result.outcome !== 'found') return result.outcome === 'failed' ? failed(result.why) : undecided(result.why)
      citations.push(await citeText(spot.source, result.spot))
    }
    return verified({ matches: spots.length }, citations)
  }
}

/** A selector that any line matches proves nothing of the line it cites. */
function refusePlaces(
  selector: Extract<Predicate, { name: 'present' }>['selector'],
  at: readonly unknown[],
): Verdict | undefined {
  if (at.length === 0) return failed('The claim cites no line')
  if (at.length > MAX_PLACES) return failed(`The claim cites more than ${MAX_PLACES} lines`)
  const saysSomething = selector.literals?.some((literal) => literal.trim() !== '') ?? false
  return saysSomething || selector.minSeverity !== undefined
    ? undefined
    : failed('The claim does not say what stands at the lines it cites')
}
