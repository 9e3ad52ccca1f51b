import type { ModelAsked } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { GatewaySettings } from '../settings/gateway-settings.ts'
import type { Target } from './target.ts'

type Wanted = {
  readonly route: GatewaySettings['route']
  /** The operator's name of a model, or the provider's: then no other is asked. */
  readonly model?: string | undefined
  readonly asked: Pick<ModelAsked, 'tools' | 'maxOutputTokens'>
  readonly inputTokens: number
}

/**
 * The models that can do what is asked, the one to ask first at the head.
 * @throws {ProblemError} when there is none, and why
 */
export function chooseTargets(all: readonly Target[], { route, model, asked, inputTokens }: Wanted): readonly Target[] {
  const chat = all.filter(({ settings }) => settings.use === 'chat')
  if (chat.length === 0) throw new ProblemError('llm.not_configured')
  const named = model === undefined ? chat : chat.filter(({ settings }) => settings.name === model || settings.modelId === model)
  if (named.length === 0) throw new ProblemError('llm.model_not_found')
  const able = named.filter(({ settings }) => asked.tools.length === 0 || settings.capabilities.tools)
  if (able.length === 0) throw new ProblemError('llm.rejected', { detail: 'No configured model can call tools' })
  const fitting = able.filter(({ settings }) => inputTokens < settings.contextTokens)
  if (fitting.length === 0) {
    const most = Math.max(...able.map(({ settings }) => settings.contextTokens))
    throw new ProblemError('request.too_large', {
      detail: `About ${inputTokens} tokens are more than the ${most} that a model reads at once`,
    })
  }
  if (route === 'primary') return fitting
  const rank = route === 'cost' ? costOf(inputTokens, asked.maxOutputTokens) : (target: Target) => target.firstTokenMs() ?? 0
  return fitting.toSorted((one, other) => rank(one) - rank(other))
}

/** Dollars of a request at most. A model without a price comes last: nobody knows what it costs. */
function costOf(inputTokens: number, outputTokens: number) {
  return ({ settings: { price } }: Target) =>
    price ? (price.input * inputTokens + price.output * outputTokens) / 1e6 : Number.MAX_VALUE
}
