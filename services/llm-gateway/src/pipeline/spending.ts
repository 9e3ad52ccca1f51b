import type { Spending } from '../budget/budgets.ts'
import type { Target } from '../routing/target.ts'

export const NOTHING: Spending = { tokens: 0, usd: 0 }

export function addSpending(one: Spending, other: Spending): Spending {
  return { tokens: one.tokens + other.tokens, usd: one.usd + other.usd }
}

/** What an answer of a model uses; without a price no dollars. */
export function spendingOf({ settings: { price } }: Target, inputTokens: number, outputTokens: number): Spending {
  const usd = price ? (price.input * inputTokens + price.output * outputTokens) / 1e6 : 0
  return { tokens: inputTokens + outputTokens, usd }
}
