import { expect, test } from 'vitest'
import { createPairTable } from './pair-table.ts'

test('a pair counts once in a trace, bad and good apart, and keeps the span that showed it first', () => {
  const table = createPairTable()
  for (const [trace, isBad, span] of [
    [0, true, 10],
    [0, true, 11],
    [1, true, 12],
    [2, false, 13],
  ] as const)
    table.count(7, 9, trace, isBad, span)
  table.count(9, 7, 2, false, 14)
  const { size, bad, good, badExample, goodExample } = table.counts()
  expect(size).toBe(2)
  expect([table.pair(0), table.pair(1)]).toEqual([
    [7, 9],
    [9, 7],
  ])
  expect([bad[0], good[0], badExample[0], goodExample[0]]).toEqual([2, 1, 10, 13])
  expect([bad[1], good[1], goodExample[1]]).toEqual([0, 1, 14])
})

test('many pairs keep their numbers and counts while the table grows', () => {
  const table = createPairTable()
  for (let trace = 0; trace < 2; trace += 1)
    for (let pair = 0; pair < 20_000; pair += 1) table.count(1 + (pair % 100), pair, trace, false, pair)
  const { size, good } = table.counts()
  expect(size).toBe(20_000)
  for (const number of [0, 1023, 1024, 19_999]) {
    expect(table.pair(number)).toEqual([1 + (number % 100), number])
    expect(good[number]).toBe(2)
  }
})
