/**
 * The same chunks; `onIdle` is called when the next one takes longer than `idleMs`, which must make it fail.
 * The time in which nobody asks for a chunk does not count: a slow reader is no silent peer.
 */
export async function* withIdleTimeout<T>(chunks: AsyncIterable<T>, idleMs: number, onIdle: () => void): AsyncGenerator<T, void> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await notIdle(iterator.next(), idleMs, onIdle)
      if (step.done) return
      yield step.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** Waits for one promise under the same rule. */
export async function notIdle<T>(promise: Promise<T>, idleMs: number, onIdle: () => void): Promise<T> {
  const timer = setTimeout(onIdle, idleMs)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}
