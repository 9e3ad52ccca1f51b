import type { ModelAsked } from '@faultmaven/contracts'
import { completeAnswer, type ProviderAnswer, type ProviderEvent, streamAnswer } from '../providers/ask-model.ts'
import { toCallOptions } from '../providers/to-call-options.ts'
import { type AttemptOptions, type AttemptScope, openAttempt } from './attempt-scope.ts'
import type { Leave, Target } from './target.ts'

type Asking = AttemptOptions & { readonly asked: ModelAsked }
/** An answer whose first piece is there. */
export type StartedAnswer = { readonly target: Target; readonly events: AsyncGenerator<ProviderEvent, void> }

/** Asks one model for a whole answer. @throws {ProviderFailure}, or what ended the request */
export async function completeOnce(target: Target, leave: Leave, { asked, ...options }: Asking): Promise<ProviderAnswer> {
  const attempt = await openAttempt(target, leave, options)
  try {
    const model = (await target.provider()).chat(attempt.connection)
    const answer = completeAnswer(model, toCallOptions(asked, target.settings, attempt.signal))
    const whole = await attempt.within(answer, target.settings.timeouts.wholeMs, 'timeout')
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
export async function startAnswer(target: Target, leave: Leave, { asked, ...options }: Asking): Promise<StartedAnswer> {
  const attempt = await openAttempt(target, leave, options)
  const { firstTokenMs, stallMs } = target.settings.timeouts
  const startedMs = performance.now()
  try {
    const model = (await target.provider()).chat(attempt.connection)
    const events = streamAnswer(model, toCallOptions(asked, target.settings, attempt.signal))
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

export type Embedded = { readonly vectors: number[][]; readonly tokens: number | undefined }

/** Asks one model for the vectors of texts, as many at once as it takes. @throws {ProviderFailure}, or what ended the request */
export async function embedOnce(
  target: Target,
  leave: Leave,
  { texts, ...options }: AttemptOptions & { readonly texts: readonly string[] },
): Promise<Embedded> {
  const attempt = await openAttempt(target, leave, options)
  try {
    const model = (await target.provider()).embedding(attempt.connection)
    const most = (await model.maxEmbeddingsPerCall) ?? texts.length
    const vectors: number[][] = []
    let tokens: number | undefined
    for (let at = 0; at < texts.length; at += most) {
      const asked = model.doEmbed({ values: texts.slice(at, at + most), abortSignal: attempt.signal })
      const { embeddings, usage } = await attempt.within(Promise.resolve(asked), target.settings.timeouts.wholeMs, 'timeout')
      vectors.push(...embeddings)
      if (usage) tokens = (tokens ?? 0) + usage.tokens
    }
    if (vectors.length !== texts.length) throw new Error('The provider gave another number of vectors than it was asked for')
    attempt.close('answered')
    return { vectors, tokens }
  } catch (error) {
    throw attempt.fail(error)
  }
}
