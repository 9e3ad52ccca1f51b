import type { Selector } from '@faultmaven/contracts'
import { compareSeverity, fromInstant } from '@faultmaven/signals'
import type { SourceRecord } from '../source/source-reader.ts'

/** `unknown`: the record lacks the time, the severity or the text that would tell. */
export type Match = 'yes' | 'no' | 'unknown'

/**
 * A function that tells whether a record is selected; which sources are is for the caller to see to.
 * Literals are looked for in the record's whole raw text, case-sensitive, one after another without overlap. A record without
 * time is `unknown` to a window, one without severity to a minimum.
 */
export function matchesSelector(selector: Selector): (record: SourceRecord) => Match {
  const literals = selector.literals ?? []
  const tests: ((record: SourceRecord) => Match)[] = []
  if (literals.length > 0) tests.push((record) => matchesLiterals(literals, record))
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

/** Whether all literals stand in the text in their order. The leftmost place of each leaves most room for the next. */
export function holdsLiterals(literals: readonly string[], text: string): boolean {
  let from = 0
  for (const literal of literals) {
    const at = text.indexOf(literal, from)
    if (at < 0) return false
    from = at + literal.length
  }
  return true
}

function matchesLiterals(literals: readonly string[], { text, cut }: SourceRecord): Match {
  if (holdsLiterals(literals, text)) return 'yes'
  return cut ? 'unknown' : 'no'
}

function yesOrNo(holds: boolean): Match {
  return holds ? 'yes' : 'no'
}
