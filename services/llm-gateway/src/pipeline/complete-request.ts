import type { ModelCompletion } from '@faultmaven/contracts'
import type { Spending } from '../budget/budgets.ts'
import type { GatewayParts } from '../parts.ts'
import { withRoom } from '../routing/choose-targets.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { completeOnce } from '../routing/attempt.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { type GatewayRequest, prepareRequest } from './prepare-request.ts'
import { addSpending, NOTHING } from './spending.ts'
import { requestScope } from './request-scope.ts'
import { toCompletion } from './restorer.ts'
import { keepAnswer, spentOn } from './taken-answer.ts'

/** A whole answer. Nothing is told before its end, so another model is asked whenever one fails. @throws {ProblemError} */
export async function completeRequest(parts: GatewayParts, request: GatewayRequest): Promise<ModelCompletion> {
  const scope = requestScope(request.context, request.asked.timeoutMs)
  const prepared = await prepareRequest(parts, request)
  let spent: Spending = NOTHING
  let attempts: Attempts | undefined
  try {
    if (prepared.cached) return toCompletion(prepared, prepared.cached)
    const { run } = (attempts = await createAttempts(parts, prepared))
    const { target, given } = await askTargets({ targets: prepared.targets, scope }, (target, leave) =>
      run(target, async (beforeSend) => {
        const asking = { asked: withRoom(prepared.redacted, target, prepared.inputTokens), scope, beforeSend }
        return { target, given: await completeOnce(target, leave, asking) }
      }),
    )
    const answer = { model: target.settings.name, ...given }
    const used = spentOn(answer, target, prepared)
    spent = used
    parts.usage.used(target.settings, used)
    await keepAnswer(parts, prepared, answer)
    return toCompletion(prepared, answer)
  } finally {
    await prepared.reservation.settle(addSpending(spent, attempts?.lost() ?? NOTHING)).catch(parts.onError)
  }
}
