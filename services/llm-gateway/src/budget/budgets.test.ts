import { createMemoryKv, createSqliteKv, type Kv } from '@faultmaven/storage'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BudgetLimit } from '../settings/gateway-settings.ts'
import { createBudgets, type Spender, type Spending } from './budgets.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-budgets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const DAY_MS = 86_400_000
const tokens = (count: number): Spending => ({ tokens: count, usd: count / 1000 })
const spender = (userId = 'ada', more: Partial<Spender> = {}): Spender => ({
  principal: { userId, teamIds: ['sre', 'web'], roles: [] },
  caseId: undefined,
  ...more,
})

function start(limits: readonly BudgetLimit[], kv: Kv = createMemoryKv()) {
  const clock = { nowMs: Date.UTC(2026, 10, 23, 12) }
  return { ...createBudgets({ kv, limits, now: () => clock.nowMs }), clock, kv }
}
/** How many of so many requests get in at once. */
async function admitted(budgets: readonly Pick<ReturnType<typeof start>, 'reserve'>[], count: number, most: Spending) {
  const tries = Array.from({ length: count }, (_, index) => budgets[index % budgets.length]!.reserve(spender(), most))
  const settled = await Promise.allSettled(tries)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

describe('reserve()', () => {
  test('lets as many of 200 requests at once in as the budget holds, and their settled sum is never over it', async () => {
    const { reserve } = start([{ per: 'user', tokens: 1050 }])
    const in1 = await admitted([{ reserve }], 200, tokens(100))
    expect(in1).toHaveLength(10)
    for (const one of in1) await one.settle(tokens(40))
    expect(await admitted([{ reserve }], 200, tokens(100))).toHaveLength(6)
  })

  test('does so for two processes on one store', async () => {
    const kv = createSqliteKv(path.join(folder, 'shared.db'))
    const [one, other] = [start([{ per: 'installation', usd: 1 }], kv), start([{ per: 'installation', usd: 1 }], kv)]
    expect(await admitted([one, other], 60, tokens(100))).toHaveLength(10)
    await kv.close()
  })

  test('gives back what was not used, once', async () => {
    const { reserve } = start([{ per: 'user', tokens: 100 }])
    const first = await reserve(spender(), tokens(100))
    await first.settle(tokens(10))
    await first.settle(tokens(90))
    await (await reserve(spender(), tokens(90))).settle(tokens(0))
    await expect(reserve(spender(), tokens(91))).rejects.toMatchObject({ code: 'llm.over_budget' })
  })

  test('reserves nothing where one of several limits refuses', async () => {
    const { reserve } = start([
      { per: 'user', tokens: 100 },
      { per: 'team', tokens: 50 },
    ])
    await expect(reserve(spender(), tokens(60))).rejects.toMatchObject({ code: 'llm.over_budget' })
    await reserve(spender('ada', { principal: { userId: 'ada', teamIds: [], roles: [] } }), tokens(100))
  })

  test('counts users and cases apart, and days anew', async () => {
    const { reserve, clock } = start([{ per: 'user', tokens: 100 }])
    await (await reserve(spender('ada'), tokens(100))).settle(tokens(100))
    await expect(reserve(spender('ada'), tokens(1))).rejects.toMatchObject({ code: 'llm.over_budget' })
    await reserve(spender('bob'), tokens(100))
    clock.nowMs += DAY_MS
    await reserve(spender('ada'), tokens(100))
    const cases = start([{ per: 'case', tokens: 100 }])
    await (await cases.reserve(spender('ada', { caseId: 'c1' }), tokens(100))).settle(tokens(100))
    cases.clock.nowMs += DAY_MS
    await expect(cases.reserve(spender('ada', { caseId: 'c1' }), tokens(1))).rejects.toMatchObject({ code: 'llm.over_budget' })
    await cases.reserve(spender('ada', { caseId: 'c2' }), tokens(100))
  })

  test('takes back what a process that died had reserved', async () => {
    const { reserve, clock } = start([{ per: 'case', tokens: 100 }])
    await reserve(spender('ada', { caseId: 'c1' }), tokens(100))
    const again = () => reserve(spender('ada', { caseId: 'c1' }), tokens(100))
    await expect(again()).rejects.toMatchObject({ code: 'llm.over_budget' })
    clock.nowMs += 16 * 60_000
    await expect(again()).resolves.toBeDefined()
  })
})

test('usedBy() tells what is used and set aside of each limit of a caller, of each team apart, and of cases the limit alone', async () => {
  const { reserve, usedBy, clock } = start([
    { per: 'user', tokens: 1000 },
    { per: 'team', usd: 5 },
    { per: 'case', tokens: 9 },
  ])
  const first = await reserve(spender(), tokens(100))
  await first.settle(tokens(50))
  await reserve(spender(), tokens(200))
  await reserve(spender('bob', { principal: { userId: 'bob', teamIds: ['web'], roles: [] } }), tokens(500))
  expect(await usedBy(spender().principal)).toEqual([
    { per: 'user', tokens: 1000, used: { tokens: 250, usd: 0.25 } },
    { per: 'team', team: 'sre', usd: 5, used: { tokens: 250, usd: 0.25 } },
    { per: 'team', team: 'web', usd: 5, used: { tokens: 750, usd: 0.75 } },
    { per: 'case', tokens: 9 },
  ])
  clock.nowMs += DAY_MS
  expect((await usedBy(spender().principal))[0]).toEqual({ per: 'user', tokens: 1000, used: { tokens: 0, usd: 0 } })
})
