import type { Predicate } from '@faultmaven/contracts'
import type { Investigation } from '../search/investigation.ts'
import { compareNumbers } from './compare.ts'
import { failed, type Verdict, verified } from './verdict.ts'

type SpanClaim = Extract<Predicate, { name: 'span' }>

/** `span`: what a span says of itself, read again from its own bytes. */
export function askSpan(
  { span, field, comparison, value }: SpanClaim,
  investigation: Investigation,
): Verdict | (() => Promise<Verdict>) {
  const source = investigation.source(span.sourceId)
  if (!source) return failed('The claim names a source that is not in the case')
  if (!Number.isInteger(span.line) || span.line < 1) return failed('The claim cites a line that no source can have')
  const search = investigation.span(source, span)
  return async () => {
    const facts = await search.read()
    if (typeof facts === 'string') return failed(facts)
    const said = facts[field]
    if (said === undefined) return failed('The span does not say so')
    if (!compares(said, comparison, value)) return failed(`The span says ${field} is not ${comparison} what the claim states`)
    return verified({ [field]: said }, [await search.cite()])
  }
}

function compares(said: string | number | boolean, comparison: SpanClaim['comparison'], value: SpanClaim['value']): boolean {
  if (typeof said === 'number' && typeof value === 'number') return compareNumbers(said, comparison, value)
  if (comparison === '=') return said === value
  return comparison === '!=' && typeof said === typeof value && said !== value
}
