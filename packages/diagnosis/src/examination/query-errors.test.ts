import { readTrees } from '@faultmaven/config'
import { expect, test } from 'vitest'
import { examineSource } from './examine-source.ts'

const faultsOf = (value: unknown) => {
  const { trees } = readTrees('reply.json', JSON.stringify(value))
  return examineSource({ name: 'reply.json', kind: 'config', head: [], trees, tables: [], series: [] })
}

test('a reply that is an error is told as one, once', () => {
  const found = faultsOf({ status: 'error', errorType: 'bad_data', error: 'parse error at char 14: unexpected "}"' })
  expect(found).toMatchObject([
    {
      check: 'query-errors',
      title: 'The query was answered with an error (bad_data): parse error at char 14: unexpected "}"',
      fault: { mechanism: 'query/invalid' },
      places: [{ line: 1, pointer: '/error' }],
    },
  ])
  expect(
    faultsOf({ status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' })[0]?.fault?.mechanism,
  ).toBe('query/timed-out')
})

test('a reply with data, and an error of something else, are none', () => {
  for (const value of [
    { status: 'success', data: { result: [] } },
    { status: 'error', error: 'disk is full' },
  ])
    expect(faultsOf(value).filter(({ check }) => check === 'query-errors')).toEqual([])
})
