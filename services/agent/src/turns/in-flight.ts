export type InFlight = {
  /** Takes a write under way; waits when too many are. @throws the first failure of any write */
  add(write: Promise<unknown>): Promise<void>
  /** Waits for all. @throws the first failure */
  settle(): Promise<void>
}

/** Lets up to `limit` writes be under way, so that the disk takes them in groups, and bounds what waits for it. */
export function createInFlight(limit: number): InFlight {
  const writes = new Set<Promise<void>>()
  const failures: unknown[] = []

  async function add(write: Promise<unknown>): Promise<void> {
    const tracked = note(write)
    writes.add(tracked)
    void tracked.finally(() => writes.delete(tracked))
    if (writes.size >= limit) await Promise.race(writes)
    rethrow()
  }

  async function note(write: Promise<unknown>): Promise<void> {
    try {
      await write
    } catch (error) {
      failures.push(error)
    }
  }

  async function settle(): Promise<void> {
    await Promise.all(writes)
    rethrow()
  }

  function rethrow(): void {
    if (failures.length > 0) throw failures[0]
  }

  return { add, settle }
}
