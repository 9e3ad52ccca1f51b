import type { Selector } from '@faultmaven/contracts'
import { compareSeverity, fromInstant } from '@faultmaven/signals'
import type { SourceRecord } from '../source/source-reader.ts'
import { fieldTest } from './field-of.ts'
import { createWordSearch } from './word-search.ts'

/** `unknown`: the record lacks the time, the severity, the field or the text that would tell. */
export type Match = 'yes' | 'no' | 'unknown'

/**
 * A function that tells whether a record is selected; which sources are is for the caller to see to.
 * Literals are looked for in the record's whole raw text, one after another without overlap. A record without time is `unknown` to a
 * window, one without severity to a minimum.
 */
export function matchesSelector(selector: Selector): (record: SourceRecord) => Match {
  const tests: ((record: SourceRecord) => Match)[] = []
  if (selector.literals?.length) {
    const holds = literalTest(selector)
    tests.push(({ text, cut }) => (holds(text) ? 'yes' : cut ? 'unknown' : 'no'))
  }
  for (const field of selector.fields ?? []) tests.push(fieldTest(field))
  const { minSeverity } = selector
  if (minSeverity !== undefined) {
    tests.push(({ record: { severity } }) =>
      severity === undefined ? 'unknown' : yesOrNo(compareSeverity(severity, minSeverity) >= 0),
    )
  }
  if (selector.window !== undefined) {
    const from = fromInstant(selector.window.from)
    const to = fromInstant(selector.window.to)
    tests.push(({ record: { time } }) => (time === undefined ? 'unknown' : yesOrNo(time >= from && time <= to)))
  }
  return (record) => {
    let match: Match = 'yes'
    for (const test of tests) {
      const result = test(record)
      if (result === 'no') return 'no'
      if (result === 'unknown') match = 'unknown'
    }
    return match
  }
}

/**
 * A function that tells whether a text holds all literals of a selector in their order. The leftmost place of each leaves most room for
 * the next.
 */
export function literalTest({ literals = [], ignoreCase, wholeWords }: Selector): (text: string) => boolean {
  const wanted = ignoreCase ? literals.map((literal) => literal.toLowerCase()) : literals
  const searches = wanted.map((literal) => ({
    length: literal.length,
    find: wholeWords ? createWordSearch(literal) : (text: string, from: number) => text.indexOf(literal, from),
  }))
  return (raw) => {
    const text = ignoreCase ? raw.toLowerCase() : raw
    let from = 0
    for (const { find, length } of searches) {
      const at = find(text, from)
      if (at < 0) return false
      from = at + length
    }
    return true
  }
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no'
}
