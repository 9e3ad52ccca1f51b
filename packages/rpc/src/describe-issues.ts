import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue
/** More than this many tell nothing new. */
const MAX_ISSUES = 20
/** A key like a name; any other may be user data (a record's key), so it is shown as `*`. */
const NAME = /^[A-Za-z_][\w-]{0,39}$/

/** RFC 6901 pointers and sentences for schema failures, at most 20. Names what the schema wants, never what the user sent. */
export function describeIssues(issues: readonly Issue[]): { pointer: string; detail: string }[] {
  return issues.slice(0, MAX_ISSUES).map((issue) => ({ pointer: pointerOf(issue.path), detail: detailOf(issue) }))
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${typeof key === 'number' || (typeof key === 'string' && NAME.test(key)) ? key : '*'}`).join('')
}

function detailOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${issue.expected}`
    case 'too_small':
      return `Expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `Expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_value':
      return `Expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'invalid_format':
      return issue.pattern === undefined ? `Expected the format ${issue.format}` : `Expected text that matches ${issue.pattern}`
    case 'not_multiple_of':
      return `Expected a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return 'Expected no other properties'
    case 'invalid_union':
      // A contract may have its own words for it; those of the library say nothing.
      return issue.message.startsWith('Expected') ? issue.message : 'Expected one of the shapes of the contract'
    // invalid_key, invalid_element, custom: nothing to say that is not the user's
    default:
      return 'Expected another value'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' || origin === 'set' || origin === 'map' ? ' items' : ''
}
