import type { FieldTest, Selector } from '@faultmaven/contracts'

/** What the records of a selector do, after "3 records": "hold “timeout”", "have status 500 and path /cart". */
export function wordsOf({ literals, fields, minSeverity, ignoreCase, wholeWords }: Selector, subject: string): string {
  const named = (fields ?? []).map(fieldWords).join(' and ')
  const level = minSeverity === undefined ? '' : `severity ${minSeverity} or worse`
  const having = [named, level].filter((word) => word !== '').join(' and ')
  const has = having === '' ? '' : `have ${having}`
  if (!literals) return has === '' ? `match “${subject}”` : has
  const said = literals.map((literal) => `“${literal}”`).join(' and later ')
  const how = [ignoreCase && /[a-z]/i.test(literals.join('')) ? 'in any case' : '', wholeWords ? 'as a whole word' : ''].filter(
    (word) => word !== '',
  )
  return `hold ${said}${how.length === 0 ? '' : ` (${how.join(', ')})`}${has === '' ? '' : ` and ${has}`}`
}

/** "status 500", "status 5xx", "path /cart or below". */
export function fieldWords({ names, relation, value }: FieldTest): string {
  const [name = ''] = names
  if (relation === 'begins') return `${name} ${/^\d{1,2}$/.test(value) ? value.padEnd(3, 'x') : `${value}…`}`
  if (relation === 'at-least') return `${name} of at least ${value}`
  return `${name} ${value}${relation === 'below' ? ' or below' : ''}`
}

/** " from 2026-03-12 10:00:00 to 2026-03-12 10:30:00 UTC"; empty without a window. */
export function within({ window }: Selector): string {
  return window ? ` from ${clockOf(window.from)} to ${clockOf(window.to)} UTC` : ''
}

/** "the first at …, the last at … UTC"; empty for records without a time. */
export function timesOf(firstAt: unknown, lastAt: unknown): string {
  if (typeof firstAt !== 'string' || typeof lastAt !== 'string') return ''
  return firstAt === lastAt
    ? `at ${clockOf(firstAt)} UTC`
    : `the first at ${clockOf(firstAt)}, the last at ${clockOf(lastAt)} UTC`
}

/** `2026-03-12 08:00:07`. */
export function clockOf(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ')
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What one record does: "holds “timeout”". */
export function singular(words: string): string {
  return words
    .replace(/^hold\b/, 'holds')
    .replace(/^have\b/, 'has')
    .replace(/^match\b/, 'matches')
    .replace(/ and have\b/, ' and has')
}
