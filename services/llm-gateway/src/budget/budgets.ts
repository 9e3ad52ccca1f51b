import { randomUUID } from 'node:crypto'
import type { LimitUse } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import { ProblemError } from '@faultmaven/rpc'
import type { Kv, KvEntry } from '@faultmaven/storage'
import type { BudgetLimit } from '../settings/gateway-settings.ts'

export type Spending = { readonly tokens: number; readonly usd: number }
export type Spender = { readonly principal: Principal; readonly caseId: string | undefined }
export type Reservation = {
  /** Puts what was really used in the place of what was reserved. The second call does nothing. */
  readonly settle: (used: Spending) => Promise<void>
}
export type Budgets = {
  /** Of each limit that holds for a caller, what is used or set aside today. */
  readonly usedBy: (principal: Principal) => Promise<LimitUse[]>
  /**
   * Sets aside the most that a request may use, under every limit that holds for it.
   * @throws {ProblemError} `llm.over_budget` when a limit has less left; nothing is reserved then
   */
  readonly reserve: (spender: Spender, most: Spending) => Promise<Reservation>
}

/** What was used of one limit, and what is set aside by requests under way. */
type Account = { tokens: number; usd: number; holds: Record<string, Spending & { readonly untilMs: number }> }

/** A reservation whose process died is given back after the longest that a request takes. */
const HOLD_MS = 15 * 60_000
const MAX_TRIES = 50
const UNLIMITED: Reservation = { settle: async () => {} }

/** Accounts are rows that change only from the version that was read, so that no two requests, of one process or of several, get the same tokens. */
export function createBudgets({
  kv,
  limits,
  now,
}: {
  readonly kv: Kv
  readonly limits: readonly BudgetLimit[]
  readonly now: () => number
}): Budgets {
  const inTurn = createTurns()

  const read = (row: KvEntry | undefined): Account => {
    const account: Account = row ? JSON.parse(Buffer.from(row.value).toString('utf8')) : { tokens: 0, usd: 0, holds: {} }
    for (const [id, { untilMs }] of Object.entries(account.holds)) if (untilMs < now()) delete account.holds[id]
    return account
  }

  const change = (place: string, work: (account: Account) => void): Promise<void> =>
    inTurn(place, async () => {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const row = await kv.get(place)
        const account = read(row)
        work(account)
        const version = await kv.compareAndSet(place, row?.version ?? 0, Buffer.from(JSON.stringify(account)))
        if (version !== undefined) return
      }
      throw new ProblemError('llm.over_budget', { detail: 'The account of the budget is too busy; try again' })
    })

  return {
    async usedBy(principal) {
      const ofCases = limits.filter(({ per }) => per === 'case').map((limit): LimitUse => limit)
      const accounts = accountsOf(limits, { principal, caseId: undefined }, now()).map(
        async ({ limit, place, id }): Promise<LimitUse> => {
          const account = read(await kv.get(place))
          const used = { tokens: sumOf(account, 'tokens'), usd: sumOf(account, 'usd') }
          return { ...limit, used, ...(limit.per === 'team' && { team: id }) }
        },
      )
      return [...(await Promise.all(accounts)), ...ofCases]
    },
    async reserve(spender, most) {
      if (limits.length === 0) return UNLIMITED
      const held: string[] = []
      const id = randomUUID()
      const settle = async ({ tokens, usd }: Spending) => {
        const changes = held.splice(0).map((place) =>
          change(place, (account) => {
            delete account.holds[id]
            account.tokens += tokens
            account.usd += usd
          }),
        )
        // One that cannot be written leaves none of the others held.
        const failed = (await Promise.allSettled(changes)).find((change) => change.status === 'rejected')
        if (failed) throw failed.reason
      }
      try {
        for (const { limit, place } of accountsOf(limits, spender, now())) {
          await change(place, (account) => {
            requireRoom(account, most, limit)
            account.holds[id] = { ...most, untilMs: now() + HOLD_MS }
          })
          held.push(place)
        }
      } catch (error) {
        await settle({ tokens: 0, usd: 0 })
        throw error
      }
      return { settle }
    },
  }
}

function requireRoom(account: Account, most: Spending, limit: BudgetLimit): void {
  const sum = (unit: keyof Spending) => sumOf(account, unit) + most[unit]
  const isOver =
    (limit.tokens !== undefined && sum('tokens') > limit.tokens) || (limit.usd !== undefined && sum('usd') > limit.usd)
  if (!isOver) return
  const whose = { user: 'you', team: 'your team', case: 'this case', installation: 'this installation' }[limit.per]
  const until = limit.per === 'case' ? '' : ' It is full again at midnight UTC.'
  throw new ProblemError('llm.over_budget', { detail: `What ${whose} may use of models is used up or reserved.${until}` })
}

/** Used, and set aside by requests under way. */
function sumOf(account: Account, unit: keyof Spending): number {
  return Object.values(account.holds).reduce((all, hold) => all + hold[unit], account[unit])
}

/** A limit of users holds for each of them apart, one of teams for each of the user's teams; of a case it is for its life, else for the day. */
function accountsOf(limits: readonly BudgetLimit[], { principal, caseId }: Spender, nowMs: number) {
  const day = new Date(nowMs).toISOString().slice(0, 10)
  return limits.flatMap((limit) => {
    const place = (id: string, span: string) => ({ limit, id, place: `budget/${span}/${limit.per}/${encodeURIComponent(id)}` })
    switch (limit.per) {
      case 'user':
        return [place(principal.userId, day)]
      case 'team':
        return principal.teamIds.map((id) => place(id, day))
      case 'case':
        return caseId === undefined ? [] : [place(caseId, 'life')]
      case 'installation':
        return [place('all', day)]
    }
  })
}

/** Runs the work of one name one after another. */
function createTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const result = (last.get(name) ?? Promise.resolve()).then(work, work)
    const settled = result.catch(() => {})
    last.set(name, settled)
    void settled.then(() => last.get(name) === settled && last.delete(name))
    return result
  }
}
