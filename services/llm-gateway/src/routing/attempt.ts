import type { ModelAsked } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { completeAnswer, type ProviderAnswer, type ProviderEvent, streamAnswer } from '../providers/ask-model.ts'
import { type FailureKind, ProviderFailure } from '../providers/provider-failure.ts'
import { toCallOptions } from '../providers/to-call-options.ts'
import { createWire } from '../providers/wire.ts'
import type { Leave, Target } from './target.ts'

export type AttemptOptions = {
  readonly asked: ModelAsked
  /** Of the whole request: ends with the caller and at the deadline. */
  readonly signal: AbortSignal
  /** Sees the body before it leaves; what it throws keeps it here. */
  readonly beforeSend: (body: string, host: string) => void
}
/** An answer whose first piece is there. */
export type StartedAnswer = { readonly target: Target; readonly events: AsyncGenerator<ProviderEvent, void> }

const MAX_REPLY_BYTES = 16 * 2 ** 20

/**
 * Asks one model for a whole answer.
 * @throws {ProviderFailure}, or what ended the request
 */
export async function completeOnce(target: Target, leave: Leave, options: AttemptOptions): Promise<ProviderAnswer> {
  const attempt = await openAttempt(target, leave, options)
  try {
    const answer = await attempt.within(
      attempt.run((model, call) => completeAnswer(model, call)),
      target.settings.timeouts.wholeMs,
      'timeout',
    )
    attempt.close('answered')
    return answer
  } catch (error) {
    throw attempt.fail(error)
  }
}

/**
 * Asks one model for a streamed answer and waits for its first piece: before it, another model can be asked instead.
 * @throws {ProviderFailure}, or what ended the request; the events throw the same
 */
export async function startAnswer(target: Target, leave: Leave, options: AttemptOptions): Promise<StartedAnswer> {
  const attempt = await openAttempt(target, leave, options)
  const { firstTokenMs, stallMs } = target.settings.timeouts
  const startedMs = performance.now()
  const events = attempt.run((model, call) => streamAnswer(model, call))
  try {
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
  attempt: Attempt,
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
    // A caller that leaves before the end, ends the request at the provider too.
    attempt.close('unknown')
  }
}

type Model = ReturnType<Awaited<ReturnType<Target['provider']>>['chat']>
type Attempt = {
  readonly run: <T>(ask: (model: Model, call: ReturnType<typeof toCallOptions>) => T) => T
  /** Waits for a promise, not longer than allowed. @throws {ProviderFailure} of `kind` after that */
  readonly within: <T>(promise: Promise<T>, ms: number, kind: FailureKind) => Promise<T>
  /** Ends the attempt; the first call says how. */
  readonly close: (how: Parameters<Leave['end']>[0]) => void
  /** Ends the attempt with a failure, by its right name. */
  readonly fail: (error: unknown) => unknown
}

async function openAttempt(target: Target, leave: Leave, { asked, signal, beforeSend }: AttemptOptions): Promise<Attempt> {
  const { settings, origin, dispatcher } = target
  const controller = new AbortController()
  const end = () => controller.abort(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  const close: Attempt['close'] = (how) => {
    signal.removeEventListener('abort', end)
    if (how !== 'answered') controller.abort()
    leave.end(how)
  }
  const wire = createWire({ model: settings.name, origin, dispatcher, beforeSend, maxReplyBytes: MAX_REPLY_BYTES })
  const fail: Attempt['fail'] = (error) => {
    const failure = nameFailure(error, { signal, attempt: controller.signal, onWire: wire.failure(), model: settings.name })
    close(failure instanceof ProviderFailure ? failure : 'unknown')
    return failure
  }
  try {
    signal.throwIfAborted()
    const [provider, key] = await Promise.all([target.provider(), settings.key?.()])
    const model = provider.chat({ fetch: wire.fetch, key })
    return {
      run: (ask) => ask(model, toCallOptions(asked, settings, controller.signal)),
      within: (promise, ms, kind) =>
        settleWithin(promise, ms, () => controller.abort(new ProviderFailure(kind, settings.name)), controller.signal),
      close,
      fail,
    }
  } catch (error) {
    throw fail(error)
  }
}

/** Settles with the promise, or rejects as soon as the attempt is ended, which a promise of a package may not notice. */
function settleWithin<T>(promise: Promise<T>, ms: number, onTimeout: () => void, ended: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = () => reject(ended.reason)
    const timer = setTimeout(onTimeout, ms)
    ended.addEventListener('abort', onEnd, { once: true })
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      ended.removeEventListener('abort', onEnd)
    })
    if (ended.aborted) onEnd()
  })
}

type Seen = {
  readonly signal: AbortSignal
  readonly attempt: AbortSignal
  readonly onWire: ProviderFailure | undefined
  readonly model: string
}

/** What happened, whatever the package of the provider made of it. */
function nameFailure(error: unknown, { signal, attempt, onWire, model }: Seen): unknown {
  if (signal.aborted) return signal.reason
  if (error instanceof ProblemError) return error
  if (attempt.reason instanceof ProviderFailure) return attempt.reason
  if (onWire) return onWire
  if (error instanceof ProviderFailure) return error
  const isUnsupported = error instanceof Error && UNSUPPORTED.has(error.name)
  return new ProviderFailure(isUnsupported ? 'unsupported' : 'malformed', model, { cause: error })
}

const UNSUPPORTED = new Set(['AI_UnsupportedFunctionalityError', 'AI_InvalidPromptError'])
