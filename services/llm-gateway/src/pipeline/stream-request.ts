import type { ModelEvent } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { GatewayParts } from '../parts.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { startAnswer } from '../routing/attempt.ts'
import { type GatewayRequest, type PreparedRequest, prepareRequest } from './prepare-request.ts'
import { NOTHING } from './spending.ts'
import { type RequestScope, requestScope } from './request-scope.ts'
import { createRestorer } from './restorer.ts'
import { createSender } from './sender.ts'
import { keepAnswer, type TakenAnswer, takeAnswer, toEvents } from './taken-answer.ts'

/** An answer as it comes. A failure before its first piece asks another model; a later one ends it with `llm.interrupted`. @throws {ProblemError} */
export async function* streamRequest(parts: GatewayParts, request: GatewayRequest): AsyncGenerator<ModelEvent, void> {
  const scope = requestScope(request.context, request.asked.timeoutMs)
  const prepared = await prepareRequest(parts, request)
  const restore = createRestorer(prepared)
  let taken: TakenAnswer | undefined
  try {
    if (prepared.cached) {
      for (const event of toEvents(prepared.cached)) for (const told of restore(event)) yield told
      return
    }
    const { target, events } = await start(parts, prepared, scope)
    taken = takeAnswer(target, prepared)
    for await (const event of events) {
      taken.add(event)
      if (event.type === 'finish') await keepAnswer(parts, prepared, taken.whole())
      const counted = event.type === 'finish' ? { ...event, outputTokens: taken.spent().outputTokens } : event
      for (const told of restore(counted)) yield told
    }
  } catch (error) {
    throw error instanceof ProviderFailure
      ? new ProblemError('llm.interrupted', { detail: 'The model broke off within its answer; ask again', cause: error })
      : error
  } finally {
    const used = taken?.spent()
    if (taken && used) parts.usage.used(taken.model, used)
    await prepared.reservation.settle(used ?? NOTHING)
  }
}

async function start(parts: GatewayParts, { owner, redacted, targets }: PreparedRequest, scope: RequestScope) {
  const sent = await createSender(parts, owner)
  return askTargets({ targets, scope }, (target, leave) =>
    startAnswer(target, leave, { asked: redacted, scope, beforeSend: sent(target) }),
  )
}
