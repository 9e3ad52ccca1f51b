import type { ModelEvent } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { GatewayParts } from '../parts.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import { withRoom } from '../routing/choose-targets.ts'
import { askTargets } from '../routing/ask-targets.ts'
import { startAnswer } from '../routing/attempt.ts'
import { type Attempts, createAttempts } from './attempts.ts'
import { type GatewayRequest, type PreparedRequest, prepareRequest } from './prepare-request.ts'
import { addSpending, NOTHING } from './spending.ts'
import { type RequestScope, requestScope } from './request-scope.ts'
import { createRestorer } from './restorer.ts'
import { keepAnswer, type TakenAnswer, takeAnswer, toEvents } from './taken-answer.ts'

/** An answer as it comes. A failure before its first piece asks another model; a later one ends it with `llm.interrupted`. @throws {ProblemError} */
export async function* streamRequest(parts: GatewayParts, request: GatewayRequest): AsyncGenerator<ModelEvent, void> {
  const scope = requestScope(request.context, request.asked.timeoutMs)
  const prepared = await prepareRequest(parts, request)
  const restore = createRestorer(prepared)
  let taken: TakenAnswer | undefined
  let attempts: Attempts | undefined
  try {
    if (prepared.cached) {
      for (const event of toEvents(prepared.cached)) for (const told of restore(event)) yield told
      return
    }
    attempts = await createAttempts(parts, prepared)
    const { target, events } = await start(attempts, prepared, scope)
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
    await prepared.reservation.settle(addSpending(used ?? NOTHING, attempts?.lost() ?? NOTHING)).catch(parts.onError)
  }
}

function start({ run }: Attempts, { redacted, targets, inputTokens }: PreparedRequest, scope: RequestScope) {
  return askTargets({ targets, scope }, (target, leave) =>
    run(target, (beforeSend) =>
      startAnswer(target, leave, { asked: withRoom(redacted, target, inputTokens), scope, beforeSend }),
    ),
  )
}
