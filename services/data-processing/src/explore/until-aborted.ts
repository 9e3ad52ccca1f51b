/** What a promise gives; throws the reason of the signal as soon as that comes. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<void>((resolve) => {
    stop = resolve
  })
  signal.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([promise, aborted])
    signal.throwIfAborted()
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
