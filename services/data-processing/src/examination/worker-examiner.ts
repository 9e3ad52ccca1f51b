import { Worker } from 'node:worker_threads'
import type { Examiner } from './examiner.ts'

/** What is asked of the worker: a method of {@link Examiner} with its arguments. */
export type Question = {
  [M in Method]: { readonly method: M; readonly args: Parameters<Examiner[M]> }
}[Method]
type Method = Exclude<keyof Examiner, 'close'>
export type Ask = { readonly number: number; readonly question: Question }
/** Comes under the number of its question. */
export type Answer<T> = { readonly number: number } & ({ readonly value: T } | { readonly error: string })
export type WorkerSetup = { readonly signatures: boolean }

/** Heap of the worker: examination of a 16 MiB document takes some 150 MiB. */
const MAX_HEAP_MIB = 320
/** A quarter of what V8 takes by itself. */
const MAX_YOUNG_MIB = 12
/** A document that takes longer is given up: the answer to the others must not wait for it. */
const PATIENCE_MS = 90_000
/** Ten million samples take half a minute of a processor that is free. */
const FED_PATIENCE_MS = 240_000

type Options = {
  /** The built `examination-worker`. */
  readonly entry: URL
  readonly signatures: boolean
}

/**
 * Examines in a thread of its own, so that documents that take seconds hold nobody up, and one that takes all memory ends the
 * thread and not the process. A call then fails, what was held is lost, and the next call begins a new thread.
 */
export function createWorkerExaminer({ entry, signatures }: Options): Examiner {
  let worker: Worker | undefined
  let asked = 0
  /** The thread takes questions in their order: it works at the first of them. */
  const waiting = new Set<number>()

  function start(): Worker {
    const setup: WorkerSetup = { signatures }
    const started = new Worker(entry, {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
    })
    started.setMaxListeners(0)
    // An error that nobody waits for would end the process.
    started.on('error', () => {})
    started.on('exit', () => {
      if (worker === started) worker = undefined
    })
    started.unref()
    return started
  }
  function call<T>(question: Question): Promise<T> {
    worker ??= start()
    const number = asked++
    waiting.add(number)
    return ask<T>(worker, { number, question }, () => waiting.values().next().value === number).finally(() =>
      waiting.delete(number),
    )
  }
  return {
    take: (...args) => call({ method: 'take', args }),
    drop: (...args) => (worker === undefined ? Promise.resolve() : call({ method: 'drop', args })),
    examine: (...args) => call({ method: 'examine', args }),
    look: (...args) => call({ method: 'look', args }),
    relate: (...args) => call({ method: 'relate', args }),
    forget: (...args) => (worker === undefined ? Promise.resolve() : call({ method: 'forget', args })),
    async close() {
      await worker?.terminate()
    },
  }
}

/** @param isFirst whether the thread works at this question: time spent waiting for others is not counted against it */
function ask<T>(worker: Worker, { number, question }: Ask, isFirst: () => boolean): Promise<T> {
  const patienceMs = question.method === 'examine' && question.args[2].isFed === true ? FED_PATIENCE_MS : PATIENCE_MS
  return new Promise((resolve, reject) => {
    let wasFirst = isFirst()
    // The thread alone does not keep the process alive; this does while somebody waits.
    const timer = setInterval(() => {
      if (wasFirst) void worker.terminate()
      wasFirst = isFirst()
    }, patienceMs)
    function settle(done: () => void): void {
      clearInterval(timer)
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      done()
    }
    function onMessage(answer: Answer<T>): void {
      if (answer.number !== number) return
      settle(() => ('error' in answer ? reject(new Error(answer.error)) : resolve(answer.value)))
    }
    let cause: unknown
    function onError(error: unknown): void {
      cause = error
    }
    function onExit(): void {
      settle(() => reject(new Error('The examination ended: it took too much memory or time', { cause })))
    }
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ number, question } satisfies Ask)
  })
}
