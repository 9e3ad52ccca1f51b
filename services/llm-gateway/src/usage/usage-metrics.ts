import type { Spending } from '../budget/budgets.ts'
import type { ModelSettings } from '../settings/gateway-settings.ts'
import { createCounter, createHistogram } from './prometheus-text.ts'

/** What an answer used, as the provider counted it or as it was estimated. */
export type Usage = Spending & { readonly inputTokens: number; readonly outputTokens: number }

/** Figures of all requests to models since the start of the process. They name models and providers, and nothing of any case or caller. */
export type UsageMetrics = {
  /** One attempt at one model has ended. @param outcome `answered`, `unknown` when the caller ended it, or how the provider failed */
  readonly attempt: (model: ModelSettings, outcome: string, seconds: number) => void
  readonly firstToken: (model: ModelSettings, seconds: number) => void
  readonly used: (model: ModelSettings, usage: Usage) => void
  /** In the text format of Prometheus, version 0.0.4. */
  readonly render: () => string
}

/** Seconds: a cached prefix answers in a tenth, a long thought takes minutes. */
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

export function createUsageMetrics(): UsageMetrics {
  const attempts = createHistogram(
    'faultmaven_llm_attempt_seconds',
    'Time that one attempt at a model took, by how it ended.',
    SECONDS,
  )
  const firstTokens = createHistogram('faultmaven_llm_first_token_seconds', 'Time to the first piece of an answer.', SECONDS)
  const tokens = createCounter('faultmaven_llm_tokens_total', 'Tokens that answers used, counted by the provider or estimated.')
  const usd = createCounter('faultmaven_llm_cost_usd_total', 'US dollars that answers cost, of models whose price is known.')
  const figuresOf = createMemo((model: ModelSettings) => {
    const labels = { model: model.name, provider: model.provider }
    return {
      attempt: createMemo((outcome: string) => attempts.of({ ...labels, outcome })),
      firstToken: firstTokens.of(labels),
      input: tokens.of({ ...labels, direction: 'input' }),
      output: tokens.of({ ...labels, direction: 'output' }),
      usd: model.price && usd.of(labels),
    }
  })
  return {
    attempt: (model, outcome, seconds) => figuresOf(model).attempt(outcome)(seconds),
    firstToken: (model, seconds) => figuresOf(model).firstToken(seconds),
    used(model, usage) {
      const figures = figuresOf(model)
      figures.input(usage.inputTokens)
      figures.output(usage.outputTokens)
      figures.usd?.(usage.usd)
    },
    render: () => [attempts, firstTokens, tokens, usd].map((family) => family.render()).join(''),
  }
}

/** Models and outcomes are few. */
function createMemo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}
