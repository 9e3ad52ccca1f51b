import type { Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import type { PathSearch } from '../search/path-search.ts'
import { compareNumbers, type Comparison } from './compare.ts'
import { parseQuantity } from './quantity.ts'
import { failed, undecided, type Verdict, verified } from './verdict.ts'

type Configured = Extract<Predicate, { name: 'configured' }>
const MISSING = 'missing'

/** `configured`: what stands at a place of a structured document, read again, compares as stated; or nothing stands there. */
export function askConfigured(
  { place, comparison, value }: Configured,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const source = investigation.source(place.sourceId)
  if (!source) return failed('The claim names a source that is not in the case')
  if (value === MISSING && comparison !== '=' && comparison !== '!=') return failed('Missing is no number')
  const path = investigation.path(source, place.pointer)
  return async () => {
    const read = path.result()
    if (read.outcome !== 'read') return read.outcome === 'failed' ? failed(read.why) : undecided(read.why)
    if (value === MISSING && comparison === '=') return proveMissing(path)
    if (!read.resolution.found) return failed('Nothing stands at that place')
    const { node } = read.resolution
    if (value === MISSING) return withCitation(path, { found: true })
    if (node.kind !== 'scalar') return failed(`A ${node.kind} stands at that place, no value`)
    if (!compareScalars(node.value, comparison, value))
      return failed(`The value there is not ${comparison} what the claim states`)
    return withCitation(path, { value: node.value })
  }
}

/** Shows the parent that lacks it; a place whose parent is not there either could be anybody's invention. */
async function proveMissing(path: PathSearch): Promise<Verdict> {
  const read = path.result()
  if (read.outcome !== 'read') return undecided('The document was not read')
  if (read.resolution.found) return failed('Something stands at that place')
  if (!read.resolution.parent) return failed('The place that would hold it is not there either')
  if (!read.whole) return undecided('The document is here in part only, or breaks its own syntax')
  return withCitation(path, { found: false })
}

/** A verdict with the place as its proof; without a line to show there is none. */
export async function withCitation(path: PathSearch, result: Parameters<typeof verified>[0]): Promise<Verdict> {
  const citation = await path.cite()
  return citation ? verified(result, [citation]) : undecided('The line of that place cannot be read')
}

/** Equal as values, or as text where the format of the document has no types; order needs numbers. */
function compareScalars(actual: Configured['value'], comparison: Comparison, wanted: Configured['value']): boolean {
  const isEqual = actual === wanted || (actual !== null && wanted !== null && String(actual) === String(wanted))
  if (comparison === '=') return isEqual
  if (comparison === '!=') return !isEqual
  const [a, b] = [parseQuantity(actual), parseQuantity(wanted)]
  return a !== undefined && b !== undefined && a.unit === b.unit && compareNumbers(a.number, comparison, b.number)
}
