import { RedactionError } from '@faultmaven/redaction'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import { estimateTokens } from '../request/measure.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { inRegions } from '../routing/choose-targets.ts'
import { embedOnce } from '../routing/attempt.ts'
import { NOTHING, regionsOf, spendingOf } from './prepare-request.ts'
import { requestScope } from './request-scope.ts'
import { createSender } from './sender.ts'

const TIMEOUT_MS = 120_000

type Embedding = {
  readonly owner: Owner
  readonly texts: readonly string[]
  readonly model: string | undefined
  readonly region: string | undefined
  readonly context: CallContext
}

/**
 * Vectors of texts by the embedding model that is named, or the first one. No other takes its place: vectors of two models cannot be compared.
 * @throws {ProblemError}
 */
export async function embedTexts(parts: GatewayParts, { owner, texts, model, region, context }: Embedding) {
  const embedding = parts.targets.filter(({ settings }) => settings.use === 'embedding')
  if (embedding.length === 0) throw new ProblemError('llm.not_configured', { detail: 'No embedding model is configured' })
  const named = embedding.filter(({ settings }) => model === undefined || settings.name === model || settings.modelId === model)
  if (named.length === 0) throw new ProblemError('llm.model_not_found')
  const [target] = inRegions(named, regionsOf(parts.settings, region))
  if (!target) throw new ProblemError('llm.model_not_found')
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  if (characters > parts.maxCharacters)
    throw new ProblemError('request.too_large', { detail: `A request holds at most ${parts.maxCharacters} characters` })
  const most = spendingOf(target, estimateTokens(characters, texts.length), 0)
  const scope = requestScope(context, TIMEOUT_MS)
  const reservation = await parts.budgets.reserve({ principal: context.principal, caseId: undefined }, most)
  let used = NOTHING
  try {
    const redacted = await redactAll(parts, owner, texts)
    const sent = await createSender(parts, owner)
    const { vectors, tokens } = await askTargets({ targets: [target], ...scope }, (asked, leave) =>
      embedOnce(asked, leave, { texts: redacted, ...scope, beforeSend: sent(asked) }),
    )
    const inputTokens = tokens ?? most.tokens
    used = spendingOf(target, inputTokens, 0)
    parts.usage.used(target.settings, { ...used, inputTokens, outputTokens: 0 })
    return { model: target.settings.name, vectors, inputTokens }
  } finally {
    await reservation.settle(used)
  }
}

async function redactAll({ vaults }: GatewayParts, owner: Owner, texts: readonly string[]): Promise<readonly string[]> {
  try {
    const { redacted, withheld } = await vaults.redact(owner, undefined, (redact) =>
      texts.map((text) => redact(text, { prose: true })),
    )
    const { knownSecrets } = withheld
    return knownSecrets ? redacted.map((text) => knownSecrets(text)) : redacted
  } catch (error) {
    if (!(error instanceof RedactionError)) throw error
    throw new ProblemError('llm.not_redacted', { detail: error.message, cause: error })
  }
}
