import { RedactionError } from '@faultmaven/redaction'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import { estimateTokens } from '../request/measure.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { inRegions, modelNotFound, regionsOf } from '../routing/choose-targets.ts'
import { embedOnce } from '../routing/attempt.ts'
import type { Target } from '../routing/target.ts'
import { redactAlone } from '../vault/vaults.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { addSpending, NOTHING, spendingOf } from './spending.ts'
import { requestScope } from './request-scope.ts'

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
  const target = embeddingTarget(parts, { model, regions: regionsOf(parts.settings, region) })
  if (charactersOf(texts) > parts.maxCharacters)
    throw new ProblemError('request.too_large', { detail: `A request holds at most ${parts.maxCharacters} characters` })
  const redacted = redactAll(texts)
  return embedRedacted(parts, { owner, target, texts: redacted, context, timeoutMs: TIMEOUT_MS })
}

type Wanted = { readonly model: string | undefined; readonly regions: readonly string[] }

/** @throws {ProblemError} when no embedding model is configured, or none of that name or those regions */
export function embeddingTarget({ targets }: Pick<GatewayParts, 'targets'>, { model, regions }: Wanted): Target {
  const embedding = targets.filter(({ settings }) => settings.use === 'embedding')
  if (embedding.length === 0) throw new ProblemError('llm.not_configured', { detail: 'No embedding model is configured' })
  const named = embedding.filter(({ settings }) => model === undefined || settings.name === model || settings.modelId === model)
  const [target] = named.length > 0 ? inRegions(named, regions) : []
  if (!target) throw modelNotFound(embedding, model)
  return target
}

type Redacted = Pick<Embedding, 'owner' | 'texts' | 'context'> & { readonly target: Target; readonly timeoutMs: number }

/** The same for texts that may leave as they are. @throws {ProblemError} */
export async function embedRedacted(parts: GatewayParts, { owner, target, texts, context, timeoutMs }: Redacted) {
  const estimated = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
  const most = spendingOf(target, estimated, 0)
  const scope = requestScope(context, timeoutMs)
  const reservation = await parts.budgets.reserve({ principal: context.principal, caseId: undefined }, most)
  let used = NOTHING
  let attempts: Attempts | undefined
  try {
    const { run } = (attempts = await createAttempts(parts, { owner, inputTokens: estimated }))
    const { vectors, tokens } = await askTargets({ targets: [target], scope }, (asked, leave) =>
      run(asked, (beforeSend) => embedOnce(asked, leave, { texts, scope, beforeSend })),
    )
    const inputTokens = tokens ?? most.tokens
    used = spendingOf(target, inputTokens, 0)
    parts.usage.used(target.settings, { ...used, inputTokens, outputTokens: 0 })
    return { model: target.settings.name, vectors, inputTokens }
  } finally {
    await reservation.settle(addSpending(used, attempts?.lost() ?? NOTHING)).catch(parts.onError)
  }
}

function charactersOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}

function redactAll(texts: readonly string[]): readonly string[] {
  try {
    const { redacted, withheld } = redactAlone((redact) => texts.map((text) => redact(text, { prose: true })))
    const { knownSecrets } = withheld
    return knownSecrets ? redacted.map((text) => knownSecrets(text)) : redacted
  } catch (error) {
    if (!(error instanceof RedactionError)) throw error
    throw new ProblemError('llm.not_redacted', { detail: error.message, cause: error })
  }
}
