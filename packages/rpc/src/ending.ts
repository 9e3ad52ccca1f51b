/** That something is over before it came to its end, and why. */
export type Ending = {
  /** Undefined while it goes on. */
  readonly over: () => { readonly reason: unknown } | undefined
  /** Tells it once; at once when it is over already. @returns how to be told no more */
  readonly whenOver: (tell: (reason: unknown) => void) => () => void
}
export type OwnEnding = Ending & {
  /** The first call counts. */
  readonly end: (reason: unknown) => void
  /** The same as a signal, for those who know nothing else. */
  readonly signal: () => AbortSignal
}

/** An ending of one's own. A signal with its listeners costs as much as all the rest of a request's bookkeeping, and most requests need none. */
export function createEnding(): OwnEnding {
  let over: { readonly reason: unknown } | undefined
  let signal: AbortSignal | undefined
  const told = new Set<(reason: unknown) => void>()
  const whenOver: Ending['whenOver'] = (tell) => {
    if (over) tell(over.reason)
    else told.add(tell)
    return () => told.delete(tell)
  }
  return {
    over: () => over,
    whenOver,
    end(reason) {
      if (over) return
      over = { reason }
      for (const tell of told) tell(reason)
      told.clear()
    },
    signal() {
      if (signal) return signal
      const controller = new AbortController()
      whenOver((reason) => controller.abort(reason))
      return (signal = controller.signal)
    },
  }
}

/** A signal as an ending. */
export function endingOf(signal: AbortSignal): Ending {
  return {
    over: () => (signal.aborted ? { reason: signal.reason } : undefined),
    whenOver(tell) {
      const onAbort = () => tell(signal.reason)
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
      return () => signal.removeEventListener('abort', onAbort)
    },
  }
}
