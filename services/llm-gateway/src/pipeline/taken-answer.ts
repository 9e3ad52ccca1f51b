import type { ModelToolCall } from '@faultmaven/contracts'
import type { CachedAnswer } from '../cache/exact-cache.ts'
import type { GatewayParts } from '../parts.ts'
import type { ProviderAnswer, ProviderEvent } from '../providers/provider.ts'
import { estimateTokens } from '../request/measure.ts'
import type { Target } from '../routing/target.ts'
import type { ModelSettings } from '../settings/gateway-settings.ts'
import type { Usage } from '../usage/usage-metrics.ts'
import { type PreparedRequest } from './prepare-request.ts'
import { spendingOf } from './spending.ts'

/** What of an answer has come so far. */
export type TakenAnswer = {
  readonly model: ModelSettings
  readonly add: (event: ProviderEvent) => void
  /** What it costs, also when it is cut. */
  readonly spent: () => Usage
  /** Undefined before its end. */
  readonly whole: () => CachedAnswer | undefined
}

export function takeAnswer(target: Target, prepared: PreparedRequest): TakenAnswer {
  const toolCalls: ModelToolCall[] = []
  let text = ''
  let end: Extract<ProviderEvent, { type: 'finish' }> | undefined
  return {
    model: target.settings,
    add(event) {
      if (event.type === 'text') text += event.text
      else if (event.type === 'tool-call') toolCalls.push(event.call)
      else if (event.type === 'finish') end = event
    },
    spent: () => spentOn({ text, toolCalls, inputTokens: end?.inputTokens, outputTokens: end?.outputTokens }, target, prepared),
    whole() {
      if (end === undefined) return undefined
      const { type: _end, ...rest } = end
      return { text, toolCalls, ...rest, model: target.settings.name }
    },
  }
}

/** What an answer costs: as the provider counted, else as we guess. */
export function spentOn(answer: Omit<ProviderAnswer, 'reason'>, target: Target, prepared: PreparedRequest): Usage {
  const { inputTokens = prepared.inputTokens, outputTokens = estimateTokens(writtenIn(answer)) } = answer
  const { tokens, usd } = spendingOf(target, inputTokens, outputTokens)
  return { tokens, usd, inputTokens, outputTokens }
}

/** The events of a whole answer. */
export function* toEvents({ text, toolCalls, ...end }: ProviderAnswer): Generator<ProviderEvent> {
  if (text !== '') yield { type: 'text', text }
  for (const call of toolCalls) yield { type: 'tool-call', call }
  yield { type: 'finish', ...end }
}

/** Keeps a whole answer for the very same request, and where that is wanted for questions that mean the same. One that was cut by its length or refused may come out better the next time. */
export async function keepAnswer(
  { cache, onError }: GatewayParts,
  { owner, cachedAt, learn }: PreparedRequest,
  answer: CachedAnswer | undefined,
): Promise<void> {
  const isWhole = answer?.reason === 'stop' || answer?.reason === 'tool-calls'
  if (!answer || !isWhole) return
  try {
    if (cachedAt !== undefined) await cache.put(owner, cachedAt, answer)
    await learn?.(answer)
  } catch (error) {
    // The answer is there and paid for, whether it can be kept or not.
    onError(error)
  }
}

function writtenIn({ text, toolCalls }: Pick<CachedAnswer, 'text' | 'toolCalls'>): string {
  return toolCalls.reduce((all, call) => all + call.name + call.arguments, text)
}
