import { expect, test } from 'vitest'
import { makeFinding } from '../testdata/make-finding.ts'
import { claimsOf } from './claims.ts'

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
