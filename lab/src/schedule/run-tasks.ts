/** One recording to make. */
export interface Task {
  /** Tasks of one lane never run at the same time. */
  readonly lane?: string
  /** Does the work; calls `started` when the costly beginning is over. Never rejects. */
  readonly run: (started: () => void) => Promise<void>
}

export interface Limits {
  /** Tasks under way at most. */
  readonly atOnce: number
  /** Tasks in their costly beginning at most. */
  readonly starting: number
}

/**
 * Runs all tasks, earlier ones first. Recordings mostly sleep once their programs run, but starting programs takes a whole processor: many
 * may run while few may start.
 */
export async function runTasks(tasks: readonly Task[], { atOnce, starting }: Limits): Promise<void> {
  const waiting = [...tasks]
  const lanes = new Set<string>()
  let running = 0
  let beginning = 0
  await new Promise<void>((resolve) => {
    /** The first waiting task that may begin now. */
    const take = (): Task | undefined => {
      if (running >= atOnce || beginning >= starting) return undefined
      const index = waiting.findIndex(({ lane }) => lane === undefined || !lanes.has(lane))
      return index < 0 ? undefined : waiting.splice(index, 1)[0]
    }
    const next = (): void => {
      if (waiting.length === 0 && running === 0) return resolve()
      for (let task = take(); task; task = take()) begin(task)
    }
    const begin = ({ lane, run }: Task): void => {
      running += 1
      beginning += 1
      if (lane !== undefined) lanes.add(lane)
      let isBeginning = true
      const started = (): void => {
        if (!isBeginning) return
        isBeginning = false
        beginning -= 1
        next()
      }
      void run(started).finally(() => {
        running -= 1
        if (lane !== undefined) lanes.delete(lane)
        started()
        next()
      })
    }
    next()
  })
}
