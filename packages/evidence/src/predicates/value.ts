import type { Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { compareNumbers } from './compare.ts'
import { withCitation } from './configured.ts'
import { parseQuantity } from './quantity.ts'
import { failed, undecided, type Verdict } from './verdict.ts'

/** `value`: a number at a place of a structured document, read again. A unit that stands with it must be the claim's. */
export function askValue(
  { place, comparison, number, unit }: Extract<Predicate, { name: 'value' }>,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const source = investigation.source(place.sourceId)
  if (!source) return failed('The claim names a source that is not in the case')
  const path = investigation.path(source, place.pointer)
  return async () => {
    const read = path.result()
    if (read.outcome !== 'read') return read.outcome === 'failed' ? failed(read.why) : undecided(read.why)
    if (!read.resolution.found) return failed('Nothing stands at that place')
    const { node } = read.resolution
    const quantity = node.kind === 'scalar' ? parseQuantity(node.value) : undefined
    if (!quantity) return failed('No number stands at that place')
    if (quantity.unit !== '' && quantity.unit !== unit) return failed(`The number there is in ${quantity.unit}`)
    if (!compareNumbers(quantity.number, comparison, number)) return failed(`The number there is not ${comparison} ${number}`)
    return withCitation(path, { value: quantity.number, ...(quantity.unit === '' ? {} : { unit: quantity.unit }) })
  }
}
