import { expect, test } from 'vitest'
import { makeFinding } from '../testdata/make-finding.ts'
import { claimsOf } from './claims.ts'

const textOf = (check: string) => {
  const finding = { ...makeFinding('config/invalid', { line: 16, cause: 'Tabs are not allowed' }), check }
  const predicates = finding.predicates.map((predicate) =>
    predicate.name === 'present' ? { ...predicate, selector: { ...predicate.selector, literals: ['containers:'] } } : predicate,
  )
  const [claim] = claimsOf({ ...finding, predicates }, { findings: [], sources: [] }, { max: 1, lines: 1 })
  return claim?.text
}

test('a claim quotes what stands in the file: words of ours are not put into its mouth', () => {
  expect(textOf('syntax')).toBe('Line 16 of app.log holds “containers:”.')
  expect(textOf('log-messages')).toBe('app.log says “Tabs are not allowed”.')
})

test('a claim of a series says of each row what stands there, and not what the series does', () => {
  const finding = makeFinding('process/slow', {
    kind: 'series',
    check: 'metrics-movement',
    title: 'p99_ms rose to 957 ms',
    cause: '941',
    line: 84,
  })
  const [claim] = claimsOf(finding, { findings: [finding], sources: [] }, { max: 1, lines: 3 })
  expect(claim?.text).toMatch(/^“941” stands in line 84 of /)
  expect(claim?.text).not.toContain('rose')
})
