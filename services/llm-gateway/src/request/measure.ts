import type { ModelAsked } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'

const CHARACTERS_A_TOKEN = 3
const TOKENS_A_MESSAGE = 8

/** Every character of a request. */
export function charactersOf({ messages, tools, output }: ModelAsked): number {
  const written = messages.reduce((sum, message) => {
    if (message.role === 'assistant')
      return (
        sum + message.text.length + message.toolCalls.reduce((all, call) => all + call.name.length + call.arguments.length, 0)
      )
    return sum + message.parts.reduce((all, { text }) => all + text.length, 0)
  }, 0)
  return written + (tools.length > 0 ? JSON.stringify(tools).length : 0) + (output ? JSON.stringify(output).length : 0)
}

/** @throws {ProblemError} `request.too_large` */
export function requireSize(asked: ModelAsked, maxCharacters: number): number {
  const characters = charactersOf(asked)
  if (characters <= maxCharacters) return characters
  throw new ProblemError('request.too_large', {
    detail: `A request to a model holds at most ${maxCharacters} characters: send less`,
  })
}

/** Tokens of a request, rather too many than too few: no tokenizer of any model is known here, and logs take about three characters each. */
export function estimateTokens(characters: number, messages = 0): number {
  return Math.ceil(characters / CHARACTERS_A_TOKEN) + messages * TOKENS_A_MESSAGE
}
