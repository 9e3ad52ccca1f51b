import type { ModelAsked } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { GatewaySettings } from '../settings/gateway-settings.ts'
import type { Target } from './target.ts'

type Wanted = {
  readonly route: GatewaySettings['route']
  /** The operator's name of a model, or the provider's: then no other is asked. */
  readonly model?: string | undefined
  /** In which only models may answer: what the operator set and what the caller asks for. */
  readonly regions: readonly string[]
  readonly asked: Pick<ModelAsked, 'tools' | 'maxOutputTokens'>
  readonly inputTokens: number
}

/**
 * The models that can do what is asked, the one to ask first at the head.
 * @throws {ProblemError} when there is none, and why
 */
export function chooseTargets(all: readonly Target[], { route, model, regions, asked, inputTokens }: Wanted): readonly Target[] {
  const chat = all.filter(({ settings }) => settings.use === 'chat')
  if (chat.length === 0) throw new ProblemError('llm.not_configured')
  const named = model === undefined ? chat : chat.filter(({ settings }) => settings.name === model || settings.modelId === model)
  if (named.length === 0) throw modelNotFound(chat, model)
  const near = inRegions(named, regions)
  const able = near.filter(({ settings }) => asked.tools.length === 0 || settings.capabilities.tools)
  if (able.length === 0)
    throw new ProblemError('llm.unsuitable', { detail: 'No configured model can call tools: nothing was sent' })
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

/** What is asked, with an answer no longer than what the request leaves of the context: providers refuse more. */
export function withRoom(asked: ModelAsked, { settings: { contextTokens } }: Target, inputTokens: number): ModelAsked {
  const room = Math.max(1, contextTokens - inputTokens)
  return asked.maxOutputTokens <= room ? asked : { ...asked, maxOutputTokens: room }
}

/** Says which there are. */
export function modelNotFound(targets: readonly Target[], model: string | undefined): ProblemError {
  const names = targets.map(({ settings }) => JSON.stringify(settings.name)).join(', ')
  return new ProblemError('llm.model_not_found', {
    detail: `There is no model ${JSON.stringify(model)} here; there is: ${names}`,
  })
}

/** What the operator set for everybody, and what the caller asks for. */
export function regionsOf({ region: everybodys }: Pick<GatewaySettings, 'region'>, asked: string | undefined): readonly string[] {
  return [everybodys, asked].filter((region) => region !== undefined)
}

/**
 * The models that run in all of the regions: a model of `eu-central-1` runs in `eu`. Where one runs that no region is said of, nobody knows.
 * @throws {ProblemError} `llm.unsuitable` when there is none: the request goes nowhere then
 */
export function inRegions(targets: readonly Target[], regions: readonly string[]): readonly Target[] {
  const near = targets.filter(({ settings }) =>
    regions.every((region) => settings.region === region || settings.region?.startsWith(`${region}-`)),
  )
  if (near.length > 0) return near
  const where = [...new Set(targets.map(({ settings }) => settings.region ?? 'no region'))].join(', ')
  throw new ProblemError('llm.unsuitable', {
    detail: `Only models of ${regions.join(' and ')} may be asked, and those that could answer are of ${where}: nothing was sent`,
  })
}

/** Dollars of a request at most. A model without a price comes last: nobody knows what it costs. */
function costOf(inputTokens: number, outputTokens: number) {
  return ({ settings: { price } }: Target) =>
    price ? (price.input * inputTokens + price.output * outputTokens) / 1e6 : Number.MAX_VALUE
}
