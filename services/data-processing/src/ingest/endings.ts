/** What is left to do with a source that has arrived. */
export type Ending = {
  readonly run: () => Promise<void>
  /** Instead of `run`, when the upload is given up. */
  readonly giveUp?: () => Promise<void>
}

/** Ends the sources of an upload one after the other, in the order in which they came, while others still arrive. */
export type Endings = {
  /** Resolves when another source may come. @throws what an ending before threw */
  add(ending: Ending): Promise<void>
  /** Resolves when all have ended. @throws what one of them threw */
  settle(): Promise<void>
  /** Gives up those that have not begun, once the one under way is over. */
  giveUp(): Promise<void>
}

type Options = {
  /** Nothing ends before this did. */
  readonly before: Promise<unknown>
  /** Sources that may wait for their end while another arrives. */
  readonly atOnce: number
}

export function createEndings({ before, atOnce }: Options): Endings {
  const waiting = new Set<Ending>()
  const under: Promise<void>[] = []
  let last: Promise<unknown> = before
  let current: Promise<void> | undefined
  let isGivenUp = false

  async function run(ending: Ending, previous: Promise<unknown>): Promise<void> {
    await previous
    if (isGivenUp) return
    waiting.delete(ending)
    current = ending.run()
    await current
  }
  return {
    async add(ending) {
      waiting.add(ending)
      const done = run(ending, last)
      // Whoever awaits it hears of the failure; nobody may.
      done.catch(() => {})
      last = done
      under.push(done)
      while (under.length > atOnce) await under.shift()
    },
    async settle() {
      for (const done of under.splice(0)) await done
    },
    async giveUp() {
      isGivenUp = true
      await current?.catch(() => {})
      for (const { giveUp } of waiting) await giveUp?.()
    },
  }
}
