import { Worker } from 'node:worker_threads'
import type { Chunk } from '../record-index/chunk-buffer.ts'
import { ReadingEndedError, type LogReading, type LogRequest } from './log-reading.ts'
import type { FromWorker } from './messages.ts'
import { createWorkerReading, type Listener } from './worker-reading.ts'

/**
 * Heap of a worker in MiB. Most of it goes to the samples of 20 000 groups; what the limit does not count, typed arrays, has a
 * budget of its own, see `serveReadings`.
 */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 }
/**
 * Seconds without an answer after which a worker is ended. A portion is read in milliseconds and a digest made in less than seconds:
 * this leaves room for a machine that is far too busy.
 */
const PATIENCE_S = 30
/** Seconds after which a worker that reads nothing ends. */
const IDLE_S = 30

type Options = {
  /** The built `reading-worker`. */
  readonly entry: URL
  /** Threads at most. */
  readonly workers: number
  /** @default 30 */
  readonly patienceS?: number
  /** @default 30 */
  readonly idleS?: number
}

/** Threads that read logs, a log each: started when they are needed, ended when they are stuck, overgrown or idle for long. */
export type ReadingPool = {
  /** Undefined when every worker is at work: one whose sender is slow is held for long. */
  begin(request: LogRequest, onChunk: (chunk: Chunk) => void): LogReading | undefined
  /** Threads that are there. */
  size(): number
  close(): Promise<void>
}

type Thread = {
  readonly worker: Worker
  readonly idle: ArrayBuffer[]
  listener: Listener | undefined
  seconds: number
  heard: boolean
}

export function createReadingPool({ entry, workers, patienceS = PATIENCE_S, idleS = IDLE_S }: Options): ReadingPool {
  const threads = new Set<Thread>()
  let clock: NodeJS.Timeout | undefined

  function start(): Thread {
    const worker = new Worker(entry, { resourceLimits: HEAP })
    const thread: Thread = { worker, idle: [], listener: undefined, seconds: 0, heard: false }
    let cause: unknown
    worker.on('message', (message: FromWorker) => {
      thread.heard = true
      thread.listener?.hear(message)
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      threads.delete(thread)
      if (threads.size === 0) stopClock()
      thread.listener?.fail(new ReadingEndedError(isOutOfMemory(cause) ? 'memory' : 'defect', { cause }))
    })
    threads.add(thread)
    clock ??= setInterval(tick, 1000).unref()
    return thread
  }
  function stopClock(): void {
    clearInterval(clock)
    clock = undefined
  }
  /** Counts seconds of this thread, not of the clock: a process that was stopped for a minute is not impatient when it goes on. */
  function tick(): void {
    for (const thread of threads) {
      const isWaitedFor = thread.listener?.isOwed() === true
      const isIdle = thread.listener === undefined
      thread.seconds = thread.heard || !(isWaitedFor || isIdle) ? 0 : thread.seconds + 1
      thread.heard = false
      if (thread.seconds < (isIdle ? idleS : patienceS)) continue
      thread.listener?.fail(new ReadingEndedError('stuck'))
      end(thread)
    }
  }
  function end(thread: Thread): void {
    threads.delete(thread)
    if (threads.size === 0) stopClock()
    void thread.worker.terminate()
  }
  return {
    begin(request, onChunk) {
      const free = [...threads].find(({ listener }) => listener === undefined)
      if (free === undefined && threads.size >= workers) return undefined
      const thread = free ?? start()
      // A worker at work keeps the process alive, an idle one does not.
      thread.worker.ref()
      thread.seconds = 0
      const reading = createWorkerReading(
        { request, onChunk },
        {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
          post: (message, transfer = []) => thread.worker.postMessage(message, [...transfer]),
          idle: thread.idle,
          leave() {
            thread.listener = undefined
            thread.seconds = 0
            thread.worker.unref()
          },
          end: () => end(thread),
        },
      )
      thread.listener = reading
      return reading
    },
    size: () => threads.size,
    async close() {
      stopClock()
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
