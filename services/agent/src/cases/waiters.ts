export type Waiters = {
  /** Resolves at the next `wake`, or when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void>
  wake(): void
}

/** Lets many readers sleep until something changed. Leaves nothing behind on a long-lived signal, unlike `Promise.race`. */
export function createWaiters(): Waiters {
  const waiting = new Set<() => void>()

  function wait(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        waiting.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      waiting.add(done)
      signal?.addEventListener('abort', done)
    })
  }

  function wake(): void {
    for (const done of waiting) done()
  }

  return { wait, wake }
}
