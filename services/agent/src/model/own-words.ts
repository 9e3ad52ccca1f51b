import type { ModelMessage, ModelNames, ModelTool } from '@faultmaven/contracts'

type Said = {
  readonly messages: readonly ModelMessage[]
  readonly described: readonly ModelTool[]
  readonly output: object
}

/**
 * Names without those that our own part of the request says anyway. A host that is called `database` tells nothing by that word, and a log that
 * gave a host the name of a tool or of a key of the answer would spoil the request.
 */
export function withoutOwnWords({ hosts, users }: ModelNames, { messages, described, output }: Said): ModelNames {
  const said = [...messages.flatMap(ownTexts), JSON.stringify([described, output])]
  const words = new Set(said.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []))
  const isTelling = (name: string) => !words.has(name.trim().toLowerCase())
  return { hosts: hosts.filter(isTelling), users: users.filter(isTelling) }
}

function ownTexts(message: ModelMessage): string[] {
  if (message.role === 'assistant') return []
  return message.parts.flatMap(({ origin, text }) => (origin === 'ours' ? text : []))
}
