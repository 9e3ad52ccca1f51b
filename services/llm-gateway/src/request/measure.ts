import type { ModelAsked } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'

const CHARACTERS_A_TOKEN = 3
const TOKENS_A_MESSAGE = 8

/** @returns the tokens of a request, by {@link estimateTokens} @throws {ProblemError} `request.too_large` */
export function measureRequest(asked: ModelAsked, maxCharacters: number): number {
  const texts = textsOf(asked)
  const characters = texts.reduce((sum, { length }) => sum + length, 0)
  if (characters <= maxCharacters)
    return texts.reduce((sum, text) => sum + estimateTokens(text), asked.messages.length * TOKENS_A_MESSAGE)
  throw new ProblemError('request.too_large', {
    detail: `A request to a model holds at most ${maxCharacters} characters: send less`,
  })
}

/** Everything written in a request. */
function textsOf({ messages, tools, output }: ModelAsked): readonly string[] {
  const texts: string[] = []
  for (const message of messages) {
    if (message.role !== 'assistant') for (const { text } of message.parts) texts.push(text)
    else {
      texts.push(message.text)
      for (const call of message.toolCalls) texts.push(call.name, call.arguments)
    }
  }
  if (tools.length > 0) texts.push(JSON.stringify(tools))
  if (output) texts.push(JSON.stringify(output))
  return texts
}

/**
 * Tokens of a text, rather too many than too few: no tokenizer of any model is known here. Logs take about three characters each, of a script with
 * thousands of characters each takes one.
 */
export function estimateTokens(text: string): number {
  const wide = WIDE.test(text) ? text.replaceAll(NOT_WIDE, '').length : 0
  return Math.ceil((text.length - wide) / CHARACTERS_A_TOKEN) + wide
}
/** From the radicals of Chinese to the end of the basic plane, halves of the characters beyond it among them. */
const WIDE = /[\u2e80-\uffff]/
const NOT_WIDE = /[^\u2e80-\uffff]+/g
