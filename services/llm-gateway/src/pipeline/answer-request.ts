import type { ModelCompletion, ModelEvent, ModelToolCall } from '@faultmaven/contracts'
import { createStreamRestorer, restoreText } from '@faultmaven/redaction'
import { ProblemError } from '@faultmaven/rpc'
import type { CachedAnswer } from '../cache/exact-cache.ts'
import type { GatewayParts } from '../parts.ts'
import type { ProviderEvent } from '../providers/ask-model.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import { estimateTokens } from '../request/measure.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { completeOnce, startAnswer } from '../routing/attempt.ts'
import type { Target } from '../routing/target.ts'
import { type GatewayRequest, type PreparedRequest, prepareRequest, spendingOf } from './prepare-request.ts'
import { openRequestScope } from './request-scope.ts'
import { createSender } from './sender.ts'

/** A whole answer. Nothing is told before its end, so another model is asked whenever one fails. @throws {ProblemError} */
export async function completeRequest(parts: GatewayParts, request: GatewayRequest): Promise<ModelCompletion> {
  const scope = openRequestScope(request.context, request.asked.timeoutMs)
  try {
    const prepared = await prepareRequest(parts, request)
    const { targets, redacted, inputTokens } = prepared
    const spent = createMeter(prepared)
    try {
      if (prepared.cached) return toCompletion(prepared, prepared.cached)
      const sent = await createSender(parts, prepared.owner)
      const answer = await askTargets({ targets, ...scope }, async (target, leave) => {
        const given = await completeOnce(target, leave, { asked: redacted, signal: scope.signal, beforeSend: sent(target) })
        return { ...given, model: target.settings.name, target }
      })
      spent.note(answer.target, answer.inputTokens ?? inputTokens, answer.outputTokens ?? estimateTokens(lengthOf(answer)))
      const { target: _asked, ...kept } = answer
      await keep(parts, prepared, kept)
      return toCompletion(prepared, kept)
    } finally {
      await spent.settle()
    }
  } finally {
    scope.end()
  }
}

/** An answer as it comes. A failure before its first piece asks another model; a later one ends it with `llm.interrupted`. @throws {ProblemError} */
export async function* streamRequest(parts: GatewayParts, request: GatewayRequest): AsyncGenerator<ModelEvent, void> {
  const scope = openRequestScope(request.context, request.asked.timeoutMs)
  try {
    const prepared = await prepareRequest(parts, request)
    const spent = createMeter(prepared)
    try {
      if (prepared.cached) {
        yield* restored(prepared, replay(prepared.cached))
        return
      }
      const sent = await createSender(parts, prepared.owner)
      const { target, events } = await askTargets({ targets: prepared.targets, ...scope }, (asked, leave) =>
        startAnswer(asked, leave, { asked: prepared.redacted, signal: scope.signal, beforeSend: sent(asked) }),
      )
      yield* restored(prepared, metered(events, { parts, prepared, target, spent }))
    } catch (error) {
      throw error instanceof ProviderFailure
        ? new ProblemError('llm.interrupted', { detail: 'The model broke off within its answer; ask again', cause: error })
        : error
    } finally {
      await spent.settle()
    }
  } finally {
    scope.end()
  }
}

type Metering = {
  readonly parts: GatewayParts
  readonly prepared: PreparedRequest
  readonly target: Target
  readonly spent: Meter
}

/** The same pieces; counts what they cost as they come, so that a cut answer is paid for, too, and keeps a whole one. */
async function* metered(events: AsyncIterable<ProviderEvent>, { parts, prepared, target, spent }: Metering) {
  const toolCalls: ModelToolCall[] = []
  let text = ''
  for await (const event of events) {
    if (event.type === 'text') text += event.text
    if (event.type === 'tool-call') toolCalls.push(event.call)
    const written = estimateTokens(lengthOf({ text, toolCalls }))
    if (event.type !== 'finish') {
      spent.note(target, prepared.inputTokens, written)
      yield event
      continue
    }
    const { type: _end, reason, inputTokens = prepared.inputTokens, outputTokens = written } = event
    spent.note(target, inputTokens, outputTokens)
    await keep(parts, prepared, { text, toolCalls, reason, inputTokens, outputTokens, model: target.settings.name })
    yield { type: 'finish' as const, reason, inputTokens, outputTokens }
  }
}

function* replay({ text, toolCalls, ...end }: CachedAnswer): Generator<ProviderEvent> {
  if (text !== '') yield { type: 'text', text }
  for (const call of toolCalls) yield { type: 'tool-call', call }
  yield { type: 'finish', ...end }
}

/** The pieces with their values put back; secrets stay withheld in what a tool would be given. */
async function* restored(
  prepared: PreparedRequest,
  events: AsyncIterable<ProviderEvent> | Iterable<ProviderEvent>,
): AsyncGenerator<ModelEvent, void> {
  const { push, end } = createStreamRestorer(prepared.withheld.tokens(writingOf(prepared), 'restore'))
  for await (const event of events) {
    if (event.type === 'text') {
      const text = push(event.text)
      if (text !== '') yield { type: 'text-delta', text }
    } else if (event.type === 'tool-call') yield { type: 'tool-call', call: restoreCall(prepared, event.call) }
    else if (event.type === 'finish') {
      const rest = end()
      if (rest !== '') yield { type: 'text-delta', text: rest }
      yield { type: 'usage', inputTokens: event.inputTokens ?? 0, outputTokens: event.outputTokens ?? 0 }
      yield { type: 'finish', reason: event.reason }
    }
  }
}

function toCompletion(prepared: PreparedRequest, { text, toolCalls, reason, model, ...tokens }: CachedAnswer): ModelCompletion {
  return {
    model,
    text: restoreText(text, prepared.withheld.tokens(writingOf(prepared), 'restore')),
    toolCalls: toolCalls.map((call) => restoreCall(prepared, call)),
    reason,
    inputTokens: tokens.inputTokens ?? prepared.inputTokens,
    outputTokens: tokens.outputTokens ?? estimateTokens(text.length),
  }
}

function restoreCall({ withheld }: PreparedRequest, call: ModelToolCall): ModelToolCall {
  return { ...call, arguments: restoreText(call.arguments, withheld.tokens('json', 'keep')) }
}

/** An answer in a form that was asked for is JSON: values are escaped for the strings that they stand in. */
function writingOf({ redacted }: PreparedRequest): 'json' | 'text' {
  return redacted.output ? 'json' : 'text'
}

async function keep({ cache }: GatewayParts, { owner, cachedAt }: PreparedRequest, answer: CachedAnswer): Promise<void> {
  const isWhole = answer.reason === 'stop' || answer.reason === 'tool-calls'
  if (cachedAt !== undefined && isWhole) await cache.put(owner, cachedAt, answer)
}

type Meter = {
  readonly note: (target: Target, inputTokens: number, outputTokens: number) => void
  readonly settle: () => Promise<void>
}

/** What a request has used so far; settled once, with the last that was noted. */
function createMeter({ reservation }: PreparedRequest): Meter {
  let used = { tokens: 0, usd: 0 }
  return {
    note: (target, inputTokens, outputTokens) => void (used = spendingOf(target, inputTokens, outputTokens)),
    settle: () => reservation.settle(used),
  }
}

function lengthOf({ text, toolCalls }: Pick<CachedAnswer, 'text' | 'toolCalls'>): number {
  return toolCalls.reduce((sum, call) => sum + call.name.length + call.arguments.length, text.length)
}
