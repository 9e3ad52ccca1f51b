import type { Finding } from '@faultmaven/contracts'
import { groupBy } from '../group-by.ts'
import { orderFindings } from './order-findings.ts'

/** As many of one kind stay as findings of their own. */
const MAX_ALIKE = 5

type Options = {
  /** Ids of sources in their order. */
  readonly sources: readonly string[]
  readonly limit: number
}

/**
 * The best findings in the order of {@link orderFindings}, at most `limit`. What a thousand files say alike stays as its five best with a note of the
 * rest, so that one chatty component cannot push every other fault out.
 */
export function groupFindings(findings: Iterable<Finding>, { sources, limit }: Options): Finding[] {
  const groups = groupBy(orderFindings(findings, sources), sayingOf)
  return orderFindings([...groups.values()].flatMap(trim), sources).slice(0, limit)
}

function sayingOf({ kind, check, fault, title }: Finding): string {
  return JSON.stringify([kind, check, fault?.mechanism, fault?.entity, title])
}

function trim(alike: readonly Finding[]): Finding[] {
  const [first, ...others] = alike
  if (first === undefined || alike.length <= MAX_ALIKE) return [...alike]
  const rest = alike.slice(MAX_ALIKE)
  const note = `the same was found in ${rest.length} more place${rest.length === 1 ? '' : 's'}`
  return [{ ...first, details: [...first.details, note] }, ...others.slice(0, MAX_ALIKE - 1)]
}
