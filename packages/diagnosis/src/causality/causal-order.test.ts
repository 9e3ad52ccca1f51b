import { expect, test } from 'vitest'
import { groupCandidates } from '../ranking/candidate.ts'
import { makeFinding } from '../testdata/make-finding.ts'
import { orderCausally } from './causal-order.ts'

const explained = (sourceName: string, address: string) => {
  const own = makeFinding('config/invalid', { sourceName, cause: 'bad unit of a value', line: 3 })
  const caller = makeFinding('connection/refused', { sourceName: 'web.log', entity: address, line: 9 })
  const { explains } = orderCausally(groupCandidates([own, caller]))
  return [...explains].flatMap(([cause, effects]) => effects.map((effect) => `${cause.mechanism} > ${effect.mechanism}`))
}

test('who is refused at a port is explained by a fault of the program that is registered for it', () => {
  expect(explained('postgresql-15-main.log', '10.1.0.9:5432')).toEqual(['config/invalid > connection/refused'])
  expect(explained('redis-server.log', '10.1.0.9:5432')).toEqual([])
})

test('where either could lead to the other, one log tells which came first', () => {
  const at = (second: number) => ({ from: `2026-05-04T10:00:0${second}Z`, to: `2026-05-04T10:01:0${second}Z` })
  const order = (refused: number, missing: number) => {
    const findings = [
      makeFinding('upstream/refused', { sourceName: 'install.log', line: 3, interval: at(refused) }),
      makeFinding('library/not-found', { sourceName: 'install.log', line: 9, interval: at(missing) }),
    ]
    const { explains } = orderCausally(groupCandidates(findings))
    return [...explains].flatMap(([cause, effects]) => effects.map((effect) => `${cause.mechanism} > ${effect.mechanism}`))
  }
  expect(order(1, 4)).toEqual(['upstream/refused > library/not-found'])
  expect(order(4, 1)).toEqual(['library/not-found > upstream/refused'])
  expect(order(2, 2)).toEqual([])
})
