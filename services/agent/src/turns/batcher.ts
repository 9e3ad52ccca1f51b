export type Batcher<T> = {
  /** Takes an item; waits while a full batch is written. @throws what an earlier write threw */
  add(item: T): Promise<void>
  /** Writes what waits. @throws what this or an earlier write threw */
  flush(): Promise<void>
}
type Options<T> = {
  readonly write: (batch: readonly T[]) => Promise<unknown>
  readonly maxItems: number
  /** Longest that an item waits for others. */
  readonly maxDelayMs: number
}

/** Gathers items that may wait a moment, so that they are written together: a write costs a disk's acknowledgement, whatever it holds. */
export function createBatcher<T>({ write, maxItems, maxDelayMs }: Options<T>): Batcher<T> {
  let waiting: T[] = []
  let timer: NodeJS.Timeout | undefined
  // One write after another keeps the order; once one has failed, none follows.
  let writing = Promise.resolve()

  async function add(item: T): Promise<void> {
    waiting.push(item)
    if (waiting.length >= maxItems) return flush()
    timer ??= setTimeout(() => void flush().catch(() => {}), maxDelayMs)
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    writing = writeAfter(writing, batch)
    return writing
  }

  async function writeAfter(earlier: Promise<void>, batch: readonly T[]): Promise<void> {
    await earlier
    if (batch.length > 0) await write(batch)
  }

  return { add, flush }
}
