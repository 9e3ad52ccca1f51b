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
  expect(explained('postgresql.log', '/tmp/.s.PGSQL.5432')).toEqual(['config/invalid > connection/refused'])
  expect(explained('mysqld.err', '/var/run/mysqld/mysqld.sock')).toEqual(['config/invalid > connection/refused'])
  expect(explained('redis-server.log', '/var/run/mysqld/mysqld.sock')).toEqual([])
})

test('a fault of that program is known by its name, too, whatever file tells it', () => {
  const order = (program: string) => {
    const killed = makeFinding('memory/killed', { sourceName: 'kern.log', entity: program, line: 3 })
    const caller = makeFinding('upstream/refused', { sourceName: 'web.log', entity: '10.1.0.9:6379', line: 9 })
    return orderCausally(groupCandidates([killed, caller])).explains.size
  }
  expect(order('redis-server')).toBe(1)
  expect(order('backup-agent')).toBe(0)
})

test('an address is blamed on the host that it is known to be', () => {
  const broken = makeFinding('process/null', {
    sourceName: 'billing.log',
    entity: 'total',
    entities: ['total', 'billing'],
    line: 3,
  })
  const caller = makeFinding('upstream/refused', { sourceName: 'web.log', entity: '10.7.0.4:9443', line: 9 })
  const named = makeFinding('process/starting', { entities: ['10.7.0.4:9443', 'billing.example'] })
  const candidates = groupCandidates([broken, caller])
  expect(orderCausally(candidates).explains.size).toBe(0)
  expect(orderCausally(candidates, [], new Map([['10.7.0.4:9443', named]])).explains.size).toBe(1)
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
