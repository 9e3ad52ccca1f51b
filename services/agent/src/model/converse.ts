import type { ModelMessage, ModelNames, ModelPurpose, ModelToolCall } from '@faultmaven/contracts'
import { type CallContext, toProblemError } from '@faultmaven/rpc'
import { countTokens } from './count-tokens.ts'
import { createLoopBreaker, type LoopBreaker } from './loop-breaker.ts'
import type { ModelGateway } from './model-desk.ts'
import { ModelFailure } from './model-failure.ts'
import { withoutOwnWords } from './own-words.ts'
import type { ModelLimits } from './model-limits.ts'
import type { ModelLine } from './model-line.ts'
import { readJson } from './read-json.ts'
import { type ModelAnswer, receiveAnswer } from './receive-answer.ts'
import type { ToolCatalogue } from './tool-catalogue.ts'

/** What is left of a turn's limits; conversations of one turn share it. */
export type ModelAllowance = { tokensLeft: number; readonly endMs: number }

export type Conversation<T> = {
  readonly gateway: ModelGateway
  /** Everything that is said from outside comes through it. */
  readonly line: ModelLine
  readonly context: CallContext & { readonly signal: AbortSignal }
  readonly ids: { readonly caseId: string; readonly turnId: string }
  readonly purpose: ModelPurpose
  /** What the evidence calls hosts and accounts by now: the gateway withholds them. */
  readonly names: () => Promise<ModelNames>
  /** Of which region the model must be. @default any */
  readonly region: string | undefined
  readonly messages: readonly ModelMessage[]
  readonly tools: ToolCatalogue | undefined
  readonly output: { readonly name: string; readonly schema: Record<string, unknown> }
  /** The answer as a value; undefined when it has not the form that was asked for. */
  readonly read: (json: unknown) => T | undefined
  readonly contextTokens: number
  readonly limits: ModelLimits
  readonly allowance: ModelAllowance
}
export type ConversationEnd<T> = {
  readonly value: T
  /** What went wrong without ending it, in sentences for `degraded`. */
  readonly notes: readonly string[]
}

/** Characters of its own words that a model is shown again. */
const MAX_REPEATED_TEXT = 2000
const CIRCLES = 'The model asked for the same again and again and got no more tools'
const LAST_STEP = 'Answer now, with the JSON object only. No tool is left.'

/**
 * Talks with the model until it answers in the form asked for: runs its tools, takes them away when it goes in circles or its steps run out, and lets
 * it repair a broken answer once. Nothing of what it says is checked here but its form.
 * @throws {ModelFailure} with the reason; whatever ended the turn itself
 */
export async function converse<T>(conversation: Conversation<T>): Promise<ConversationEnd<T>> {
  const { messages, tools, limits, read } = conversation
  const breaker = createLoopBreaker()
  const notes: string[] = []
  let talk = [...messages]
  let isOpen = tools !== undefined
  let isRepaired = false
  for (let step = 1; step <= limits.steps + 1; step += 1) {
    if (isOpen && step >= limits.steps) {
      isOpen = false
      talk.push(said(LAST_STEP))
    }
    talk = fit(talk, conversation)
    const answer = await conversation.line.answer(() => ask(conversation, talk, isOpen))
    conversation.allowance.tokensLeft -= Math.max(answer.tokens, tokensOf(talk) + countTokens(answer.text))
    if (answer.reason === 'refused') throw new ModelFailure('it refused to answer')
    if (isOpen && tools && answer.toolCalls.length > 0) {
      talk.push(assistant(answer), ...(await runTools(answer.toolCalls, tools, { ...conversation, breaker, talk })))
      if (breaker.endStep() === 'circles') {
        isOpen = false
        notes.push(CIRCLES)
        talk.push(said(LAST_STEP))
      }
      continue
    }
    const json = readJson(answer.text)
    const value = json === undefined ? undefined : read(json)
    if (value !== undefined) return { value, notes }
    if (isRepaired) throw new ModelFailure('its answer could not be read, nor the next')
    isRepaired = true
    isOpen = false
    talk.push(assistant({ ...answer, toolCalls: [] }), said(`That was not the JSON object asked for. ${LAST_STEP}`))
  }
  throw new ModelFailure('it found no end')
}

async function ask<T>(
  { gateway, context, ids, purpose, names, region, tools, output, limits, allowance }: Conversation<T>,
  messages: readonly ModelMessage[],
  isOpen: boolean,
): Promise<ModelAnswer> {
  const timeoutMs = Math.floor(allowance.endMs - performance.now())
  if (timeoutMs <= 0) throw new ModelFailure('it did not answer in time')
  if (allowance.tokensLeft <= 0) throw new ModelFailure('it used up the tokens of the turn')
  const controller = new AbortController()
  const signal = AbortSignal.any([context.signal, controller.signal])
  try {
    const described = isOpen ? [...(tools?.described ?? [])] : []
    // Asked for again each time: what a tool brought from a live source has names of its own.
    const withheld = withoutOwnWords(await names(), { messages, described, output })
    const stream = gateway.generate(
      {
        ...ids,
        purpose,
        names: withheld,
        ...(region !== undefined && { region }),
        messages: [...messages],
        tools: described,
        output,
        maxOutputTokens: limits.outputTokens,
        timeoutMs,
      },
      { ...context, signal },
    )
    return await receiveAnswer(stream, { stallMs: limits.stallMs, timeoutMs })
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof ModelFailure) throw error
    throw new ModelFailure(`its gateway failed (${toProblemError(error).code})`, { cause: error })
  } finally {
    controller.abort()
  }
}

type Said = { readonly breaker: LoopBreaker; readonly talk: readonly ModelMessage[] }

async function runTools(
  calls: readonly ModelToolCall[],
  tools: ToolCatalogue,
  { allowance, limits, line, breaker, talk }: Pick<Conversation<unknown>, 'allowance' | 'limits' | 'line'> & Said,
): Promise<ModelMessage[]> {
  const isShown = (result: string) =>
    talk.some((message) => message.role === 'tool' && message.parts.some(({ text }) => text === result))
  const messages: ModelMessage[] = []
  for (const call of calls) {
    const earlier = breaker.earlier(call, isShown)
    const timeoutMs = Math.max(1, Math.min(limits.stallMs, allowance.endMs - performance.now()))
    const result = earlier ?? (await line.toolResult(() => tools.run(call, timeoutMs)))
    if (earlier === undefined) breaker.note(call, result)
    const parts = [
      ...(earlier === undefined ? [] : [{ origin: 'ours' as const, text: 'You asked this before; nothing has changed.' }]),
      { origin: 'evidence' as const, text: result },
    ]
    messages.push({ role: 'tool', callId: call.callId, name: call.name, parts })
  }
  return messages
}

/** Empties the oldest results of tools until the talk fits the window of the model, with room for its answer. */
function fit<T>(talk: readonly ModelMessage[], { contextTokens, limits }: Conversation<T>): ModelMessage[] {
  const fitted = [...talk]
  const room = contextTokens - Math.min(limits.outputTokens, contextTokens / 3)
  for (let at = 0; at < fitted.length && tokensOf(fitted) > room; at += 1) {
    const message = fitted[at]!
    if (message.role === 'tool')
      fitted[at] = { ...message, parts: [{ origin: 'ours', text: 'No longer shown, for want of room.' }] }
  }
  return fitted
}

function tokensOf(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, message) => sum + 8 + countTokens(textOf(message)), 0)
}

function textOf(message: ModelMessage): string {
  if (message.role !== 'assistant') return message.parts.map(({ text }) => text).join('\n')
  return [message.text, ...message.toolCalls.map((call) => call.name + call.arguments)].join('\n')
}

function assistant({ text, toolCalls }: Pick<ModelAnswer, 'text' | 'toolCalls'>): ModelMessage {
  const calls = toolCalls.map((call) => ({ ...call, arguments: call.arguments.slice(0, MAX_REPEATED_TEXT) }))
  return { role: 'assistant', text: text.slice(0, MAX_REPEATED_TEXT), toolCalls: calls }
}
function said(text: string): ModelMessage {
  return { role: 'user', parts: [{ origin: 'ours', text }] }
}
