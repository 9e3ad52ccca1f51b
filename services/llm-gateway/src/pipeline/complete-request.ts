import type { ModelCompletion } from '@faultmaven/contracts'
import type { GatewayParts } from '../parts.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { completeOnce } from '../routing/attempt.ts'
import { type GatewayRequest, NOTHING, prepareRequest } from './prepare-request.ts'
import { openRequestScope } from './request-scope.ts'
import { toCompletion } from './restorer.ts'
import { createSender } from './sender.ts'
import { keepAnswer, takeAnswer, toEvents } from './taken-answer.ts'

/** A whole answer. Nothing is told before its end, so another model is asked whenever one fails. @throws {ProblemError} */
export async function completeRequest(parts: GatewayParts, request: GatewayRequest): Promise<ModelCompletion> {
  const scope = openRequestScope(request.context, request.asked.timeoutMs)
  try {
    const prepared = await prepareRequest(parts, request)
    let spent = NOTHING
    try {
      if (prepared.cached) return toCompletion(prepared, prepared.cached)
      const sent = await createSender(parts, prepared.owner)
      const { taken, answer } = await askTargets({ targets: prepared.targets, ...scope }, async (target, leave) => {
        const asking = { asked: prepared.redacted, signal: scope.signal, beforeSend: sent(target) }
        const given = await completeOnce(target, leave, asking)
        return { taken: takeAnswer(target, prepared), answer: { ...given, model: target.settings.name } }
      })
      for (const event of toEvents(answer)) taken.add(event)
      spent = taken.spent()
      await keepAnswer(parts, prepared, answer)
      return toCompletion(prepared, answer)
    } finally {
      await prepared.reservation.settle(spent)
    }
  } finally {
    scope.end()
  }
}
