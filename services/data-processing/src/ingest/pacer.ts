/** Longest that work holds the event loop before others get their turn. */
const SLICE_MS = 8

/** Gives other work of the process its turn when this work has held the event loop for long. */
export type Pacer = () => Promise<void> | undefined

export function createPacer(): Pacer {
  let since = performance.now()
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now()
        resolve()
      }),
    )
  }
}
