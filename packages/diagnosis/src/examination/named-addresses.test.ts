import { createLogReader } from '@faultmaven/logs'
import { describe, expect, test } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { findNamedAddresses } from './named-addresses.ts'

function log(line: string): ExaminedSource {
  const reader = createLogReader({ now: Date.UTC(2026, 4, 4) })
  reader.push(new TextEncoder().encode(`${line}\n`))
  return { name: 'web.log', kind: 'log', head: [line], log: reader.end(), trees: [], tables: [], series: [] }
}
const settings = (name: string, ...lines: readonly string[]): ExaminedSource => ({
  name,
  kind: 'config',
  head: lines,
  lines,
  trees: [],
  tables: [],
  series: [],
})
const refused = log('2026-05-04 09:12:01 ERROR cannot reach 10.7.0.4:9443: connection refused')
const titles = (...sources: readonly ExaminedSource[]) => findNamedAddresses(sources).map(({ title }) => title)

describe('findNamedAddresses()', () => {
  test('names the only host that settings call at the port of an address in trouble', () => {
    const [finding] = findNamedAddresses([
      refused,
      settings('web.env', 'LOG=info', 'BILLING_URL=https://u:p@billing.example:9443/v2'),
    ])
    expect(finding).toMatchObject({
      title: '10.7.0.4:9443 is most likely billing.example: no other host is called at that port',
      entities: ['10.7.0.4:9443', 'billing.example'],
      sourceName: 'web.env',
      places: [{ line: 2 }],
      predicates: [{ name: 'present', literals: ['billing.example:9443'], lines: [2] }],
    })
  })
  test('says nothing where several hosts share the port, of itself, and of addresses that are well', () => {
    const [one, two] = ['A=https://billing.example:9443', 'B=https://ledger.example:9443'] as const
    expect(titles(refused, settings('web.env', one, two))).toEqual([])
    expect(titles(refused, settings('web.env', 'A=http://localhost:9443', '# A=http://old.example:9443'))).toEqual([])
    expect(titles(log('2026-05-04 09:12:01 INFO connected to 10.7.0.4:9443'), settings('web.env', one))).toEqual([])
  })
})
