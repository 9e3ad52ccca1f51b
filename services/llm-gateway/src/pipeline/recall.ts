import type { ModelAsked } from '@faultmaven/contracts'
import { PLACEHOLDER } from '@faultmaven/redaction'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import type { CachedAnswer } from '../cache/exact-cache.ts'
import type { Recalled } from '../cache/semantic-cache.ts'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import type { Target } from '../routing/target.ts'
import { embedRedacted, embeddingTarget } from './embed-texts.ts'

type Asking = {
  readonly owner: Owner
  readonly caseId: string | undefined
  readonly redacted: ModelAsked
  readonly targets: readonly Target[]
  readonly regions: readonly string[]
  readonly context: CallContext
}

/** A cache that takes longer than this saves nobody time. */
const TIMEOUT_MS = 2000
/** Longer ones are documents. */
const MAX_QUESTION = 2000
/** Raised when the same question would come to mean another answer. */
const VERSION = 1

/**
 * What is known of a question that means the same, where an operator wants that: only of single questions outside of cases, without tools, evidence or anything
 * withheld. Undefined for all others, and where the questions cannot be compared now: then the model is asked as if there were no cache.
 */
export async function recall(parts: GatewayParts, { owner, caseId, redacted, targets, regions, context }: Asking) {
  const { semanticCache } = parts
  if (!semanticCache || caseId !== undefined) return undefined
  const text = knowledgeQuestionOf(redacted)
  if (text === undefined) return undefined
  try {
    const target = embeddingTarget(parts, { model: undefined, regions })
    const embedded = await embedRedacted(parts, { owner, target, texts: [text], context, timeoutMs: TIMEOUT_MS })
    const surroundings = surroundingsOf(redacted, [target, ...targets])
    const [vector] = embedded.vectors
    const recalled = vector && (await semanticCache.recall({ text, vector, surroundings, principal: context.principal }))
    return recalled && keepOnlyPlain(recalled)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

/** The one question of a request whose answer hangs on nothing but itself and our instructions. */
function knowledgeQuestionOf(redacted: ModelAsked): string | undefined {
  const { messages, tools, parameters } = redacted
  const asked = messages.at(-1)
  if (asked?.role !== 'user' || tools.length > 0 || (parameters?.temperature ?? 0) > 0) return undefined
  if (messages.slice(0, -1).some(({ role }) => role !== 'system')) return undefined
  const parts = messages.flatMap((message) => ('parts' in message ? message.parts : []))
  if (parts.some(({ origin }) => origin === 'evidence') || holdsPlaceholder(JSON.stringify(redacted))) return undefined
  const text = asked.parts.map((part) => part.text).join('\n')
  return text.trim() === '' || text.length > MAX_QUESTION ? undefined : text
}

function surroundingsOf({ timeoutMs: _howLong, messages, ...rest }: ModelAsked, targets: readonly Target[]): string {
  const models = targets.map(({ settings: { name, provider, modelId } }) => [name, provider, modelId])
  return JSON.stringify([VERSION, models, messages.slice(0, -1), rest])
}

/** A placeholder is a name of the asker's own vault: what holds one is nobody else's. */
function keepOnlyPlain({ answer, learn }: Recalled): Recalled {
  const isPlain = ({ text, toolCalls, reason }: CachedAnswer) =>
    reason === 'stop' && toolCalls.length === 0 && text.trim() !== '' && !holdsPlaceholder(text)
  return { answer, learn: async (fresh) => (isPlain(fresh) ? learn(fresh) : undefined) }
}

function holdsPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) !== -1
}
