import type { ModelAsked, ModelNames } from '@faultmaven/contracts'
import { RedactionError } from '@faultmaven/redaction'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { type CachedAnswer, cachePlace } from '../cache/exact-cache.ts'
import type { Recalled } from '../cache/semantic-cache.ts'
import type { Reservation, Spending } from '../budget/budgets.ts'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import { measureRequest } from '../request/measure.ts'
import { fenceEvidence } from '../request/fence.ts'
import { redactRequest, withholdKnown } from '../request/redact-request.ts'
import type { RedactText } from '../request/redact-text.ts'
import { chooseTargets, regionsOf } from '../routing/choose-targets.ts'
import type { Target } from '../routing/target.ts'
import { redactAlone, type Withheld } from '../vault/vaults.ts'
import { recall } from './recall.ts'
import { NOTHING, spendingOf } from './spending.ts'

export type GatewayRequest = {
  readonly owner: () => Promise<Owner>
  readonly caseId: string | undefined
  readonly asked: ModelAsked
  readonly names: ModelNames | undefined
  /** The operator's name of the model that the caller insists on. */
  readonly model: string | undefined
  readonly context: CallContext
}

/** A request that may leave, and what is needed to put its answer right. */
export type PreparedRequest = {
  readonly owner: Owner
  readonly redacted: ModelAsked
  readonly withheld: Withheld
  readonly targets: readonly Target[]
  readonly inputTokens: number
  readonly reservation: Reservation
  /** Where its answer is kept; undefined when it is not. */
  readonly cachedAt: string | undefined
  readonly cached: CachedAnswer | undefined
  /** What takes a fresh answer for questions that mean the same; undefined where there are none. */
  readonly learn: Recalled['learn'] | undefined
}

/**
 * All that happens before a model is asked, in this order: size, budget, redaction, fence, route, exact cache, semantic cache.
 * @throws {ProblemError} whatever refuses it; nothing is left reserved then
 */
export async function prepareRequest(parts: GatewayParts, request: GatewayRequest): Promise<PreparedRequest> {
  const { targets, settings, budgets } = parts
  const { asked, model, context, caseId } = request
  if (targets.length === 0) throw new ProblemError('llm.not_configured')
  const owner = await request.owner()
  const inputTokens = measureRequest(asked, parts.maxCharacters)
  const most = mostOf(targets, inputTokens, asked.maxOutputTokens)
  const reservation = await budgets.reserve({ principal: context.principal, caseId }, most)
  try {
    const { redacted, withheld } = await redact(parts, owner, request)
    const regions = regionsOf(settings, asked.region)
    const chosen = chooseTargets(targets, { route: settings.route, model, regions, asked: redacted, inputTokens })
    const cachedAt = caseId === undefined ? undefined : await cachePlace(owner, namesOf(chosen), redacted)
    const exact = cachedAt === undefined ? undefined : await parts.cache.get(owner, cachedAt)
    const similar = exact ? undefined : await recall(parts, { owner, caseId, redacted, targets: chosen, regions, context })
    const known = { cachedAt, cached: exact ?? similar?.answer, learn: similar?.learn }
    return { owner, redacted, withheld, targets: chosen, inputTokens, reservation, ...known }
  } catch (error) {
    await reservation.settle(NOTHING)
    throw error
  }
}

/** Twice: what is a secret in one place is one everywhere, and the place that tells may come last. */
async function redact({ vaults }: GatewayParts, owner: Owner, { names, asked, caseId }: GatewayRequest) {
  try {
    const work = (redactText: RedactText) => redactRequest(asked, redactText)
    const { redacted, withheld } = caseId === undefined ? redactAlone(work) : await vaults.redact(owner, names, work)
    const { knownSecrets } = withheld
    const clean = knownSecrets ? withholdKnown(redacted, knownSecrets) : redacted
    return { redacted: fenceEvidence(clean, await owner.key()), withheld }
  } catch (error) {
    if (!(error instanceof RedactionError)) throw error
    throw new ProblemError('llm.not_redacted', { detail: error.message, cause: error })
  }
}

/** Any of the models may come to answer. */
function mostOf(targets: readonly Target[], inputTokens: number, outputTokens: number): Spending {
  const costs = targets.map((target) => spendingOf(target, inputTokens, outputTokens).usd)
  return { tokens: inputTokens + outputTokens, usd: Math.max(...costs) }
}

function namesOf(targets: readonly Target[]): string {
  return targets.map(({ settings }) => `${settings.provider}/${settings.modelId}`).join(' ')
}
