import type { ModelAsked } from '@faultmaven/contracts'
import type { Embedded, ProviderAnswer, ProviderEvent } from '../providers/provider.ts'
import { type AttemptOptions, type AttemptScope, openAttempt } from './attempt-scope.ts'
import type { Leave, Target } from './target.ts'

type Asking = AttemptOptions & { readonly asked: ModelAsked }
/** An answer whose first piece is there. */
export type StartedAnswer = { readonly target: Target; readonly events: AsyncGenerator<ProviderEvent, void> }

/** Asks one model for a whole answer. @throws {ProviderFailure}, or what ended the request */
export async function completeOnce(target: Target, leave: Leave, asking: Asking): Promise<ProviderAnswer> {
  const attempt = await openAttempt(target, leave, asking)
  try {
    const provider = await target.provider()
    const whole = await attempt.within(
      provider.complete(asking.asked, attempt.means),
      target.settings.timeouts.wholeMs,
      'timeout',
    )
    attempt.close('answered')
    return whole
  } catch (error) {
    throw attempt.fail(error)
  }
}

/**
 * Asks one model for a streamed answer and waits for its first piece: before it, another model can be asked instead.
 * @throws {ProviderFailure}, or what ended the request; the events throw the same
 */
export async function startAnswer(target: Target, leave: Leave, asking: Asking): Promise<StartedAnswer> {
  const attempt = await openAttempt(target, leave, asking)
  const { firstTokenMs, stallMs } = target.settings.timeouts
  const startedMs = performance.now()
  try {
    const events = (await target.provider()).stream(asking.asked, attempt.means)
    let first = await attempt.within(events.next(), firstTokenMs, 'slow-first-token')
    leave.noteFirstToken(performance.now() - startedMs)
    // Nobody sees thoughts, so nothing was said yet.
    while (!first.done && first.value.type === 'thought') first = await attempt.within(events.next(), stallMs, 'stalled')
    return { target, events: relay(attempt, events, first, stallMs) }
  } catch (error) {
    throw attempt.fail(error)
  }
}

async function* relay(
  attempt: AttemptScope,
  events: AsyncGenerator<ProviderEvent, void>,
  first: IteratorResult<ProviderEvent, void>,
  stallMs: number,
): AsyncGenerator<ProviderEvent, void> {
  try {
    for (let step = first; !step.done; step = await attempt.within(events.next(), stallMs, 'stalled')) {
      if (step.value.type === 'finish') attempt.close('answered')
      yield step.value
    }
  } catch (error) {
    throw attempt.fail(error)
  } finally {
    // A caller that leaves before the end, ends the request at the provider, too.
    attempt.close('unknown')
  }
}

/** Asks one model for the vectors of texts. @throws {ProviderFailure}, or what ended the request */
export async function embedOnce(
  target: Target,
  leave: Leave,
  asking: AttemptOptions & { readonly texts: readonly string[] },
): Promise<Embedded> {
  const { texts } = asking
  const attempt = await openAttempt(target, leave, asking)
  try {
    const provider = await target.provider()
    const embedded = await attempt.within(provider.embed(texts, attempt.means), target.settings.timeouts.wholeMs, 'timeout')
    if (embedded.vectors.length !== texts.length)
      throw new Error('The provider gave another number of vectors than it was asked for')
    attempt.close('answered')
    return embedded
  } catch (error) {
    throw attempt.fail(error)
  }
}
