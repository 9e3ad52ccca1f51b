import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { createSeededRandom } from '@faultmaven/testkit'
import { compareQuantities } from './compare-quantities.ts'
import type { Difference } from './compare-records.ts'
import { explainWindows } from './explain-window.ts'
import { fieldsOf } from './fields-of.ts'
import { logFisherExact } from './fisher-exact.ts'

type Request = {
  readonly host: string
  readonly tenant: string
  readonly status: number
  readonly ms: number
  readonly version: string
}

/** Requests to a shop of four hosts and five tenants, 200 ms apart; `change` decides what is odd about the one at an index. */
function requests(
  records: number,
  change: (at: number, usual: Request) => Partial<Request> = () => ({}),
  json = false,
  seed = 3,
) {
  const random = createSeededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return Array.from({ length: records }, (_, at) => {
    const usual: Request = {
      host: `web-${below(4)}`,
      tenant: ['acorn', 'birch', 'cedar', 'dogwood', 'elm'][below(5)]!,
      status: random() < 0.02 ? 500 : 200,
      ms: 5 + below(40),
      version: '3.1',
    }
    const { host, tenant, status, ms, version } = { ...usual, ...change(at, usual) }
    const time = new Date(Date.UTC(2026, 4, 4, 6) + at * 200).toISOString()
    const level = status === 500 ? 'ERROR' : 'INFO'
    const path = `/baskets/${below(90_000)}/items`
    if (json) return JSON.stringify({ time, level, msg: `GET ${path} done`, host, tenant, status, duration_ms: ms, version })
    return `${time} ${level} shop: GET ${path} tenant=${tenant} on ${host} version ${version} answered ${status} in ${ms}ms`
  })
}

function explain(lines: readonly string[], firstLine: number, lastLine: number) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return explainWindows(reader.end(), [{ firstLine, lastLine }])[0]!
}
const named = (differences: readonly Difference[]) =>
  differences.flatMap(({ field, value, alsoKnownAs }) => [`${field}=${value}`, ...alsoKnownAs])
const within = (at: number) => at >= 6000 && at < 6600

describe('explainWindows()', () => {
  test.each([false, true])('finds the host that all errors of a window come from (JSON: %s)', (json) => {
    const lines = requests(10_000, (at, { host }) => (within(at) && host === 'web-2' ? { status: 500 } : {}), json)
    const { records, faults } = explain(lines, 6001, 6600)
    expect(named(faults)[0]).toMatch(/^(?:host|on)=web-2$/)
    expect(faults[0]!.inside.count / faults[0]!.inside.of).toBeGreaterThan(0.9)
    expect(faults[0]!.pValue).toBeLessThan(1e-20)
    expect(named(records)).toEqual(expect.arrayContaining([expect.stringMatching(/=500$/)]))
    expect(named(records).some((name) => /web-|acorn|birch/.test(name))).toBe(false)
    for (const { line } of faults[0]!.shown.inside) expect(lines[line - 1]).toContain('web-2')
  })

  test('finds a version that appears, and what goes with it as the same', () => {
    const lines = requests(4000, (at) => (at >= 2000 && at < 2600 ? { version: '3.2', host: 'web-9' } : {}))
    const [best] = explain(lines, 2001, 2600).records
    expect([`${best!.field}=${best!.value}`, ...best!.alsoKnownAs].sort()).toEqual(['on=web-9', 'version=3.2'])
    expect(best!.outside.count).toBe(0)
    expect(best!.inside.count).toBe(best!.inside.of)
  })

  test('finds that durations grew', () => {
    const lines = requests(10_000, (at, { ms }) => (within(at) ? { ms: ms + 30 } : {}))
    const [best] = explain(lines, 6001, 6600).records
    expect(best).toMatchObject({ kind: 'quantity', field: 'in' })
    expect(best!.effect).toBeGreaterThan(0.7)
  })

  test('says nothing of a window like any other', () => {
    const told = Array.from({ length: 10 }, (_, seed) => explain(requests(2000, undefined, false, seed), 1001, 1300))
    expect(told.flatMap(({ records, faults }) => [...records, ...faults]).length).toBeLessThanOrEqual(1)
  })

  test('a tenant that always comes in clusters explains no window in which there happens to be one', () => {
    const lines = requests(10_000, (at) => (Math.floor(at / 150) % 7 === 3 ? { tenant: 'elm' } : {}))
    // Of 300 records half are of the cluster.
    expect(named(explain(lines, 10 * 150, 12 * 150).records)).toEqual([])
  })
})

test('logFisherExact() agrees with the lady tasting tea and does not underflow', () => {
  expect(Math.exp(logFisherExact({ count: 4, of: 4 }, { count: 0, of: 4 }))).toBeCloseTo(2 / 70, 10)
  expect(logFisherExact({ count: 3, of: 10 }, { count: 3, of: 10 })).toBe(0)
  expect(logFisherExact({ count: 3000, of: 3000 }, { count: 0, of: 3000 })).toBeLessThan(-4000)
  expect(logFisherExact({ count: 0, of: 0 }, { count: 3, of: 3 })).toBe(0)
})

test('fieldsOf() reads fields, pairs and named values, but neither times nor ids within a path', () => {
  const said = fieldsOf({
    line: 1,
    template: 0,
    isFault: false,
    draw: 0,
    severity: 'info',
    fields: { tenant: 'acorn', at: '2026-05-04T06:00:00Z' },
    body: 'GET /baskets/8841/items shard 7 user=ada answered 503 in 1.5s',
  })
  expect(Object.fromEntries(said.map(({ field, value }) => [field, value]))).toEqual({
    severity: 'info',
    tenant: 'acorn',
    GET: '/baskets/<id>/items',
    shard: '7',
    user: 'ada',
    answered: '503',
    in: '1.5s',
  })
  expect(said.at(-1)!.number).toBe(1500)
})

test('compareQuantities() takes a counter for no difference', () => {
  const counter = Array.from({ length: 400 }, (_, at) => at)
  expect(compareQuantities({ inside: counter.slice(300), outside: counter.slice(0, 300) })).toBeUndefined()
})
