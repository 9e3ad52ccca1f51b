import type { Price, ProviderKind } from '@faultmaven/llm-gateway'
import table from './prices.json' with { type: 'json' }

/** Providers that bill the same models at the same price. */
const SAME: Partial<Record<ProviderKind, ProviderKind>> = { 'openai-responses': 'openai', azure: 'openai' }

/** The price of a model as it was when the table was read; what an operator writes goes before it. Undefined for models that it does not know. */
export function priceOf(provider: ProviderKind, model: string): Price | undefined {
  const found = table.find((one) => one.provider === (SAME[provider] ?? provider) && one.model === model)
  if (!found) return undefined
  const { input, output, date, source } = found
  return { input, output, date, source }
}
