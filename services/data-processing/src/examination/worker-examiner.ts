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
const ENDED = 'The examination ended: it took too much memory or time'

type Options = {
  /** The built `examination-worker`. */
  readonly entry: URL
  readonly signatures: boolean
  readonly patienceMs?: number
}

/**
 * Examines in a thread of its own, so that documents that take seconds hold nobody up, and one that takes all memory ends the
 * thread and not the process. One question after another: the time of each counts from its own beginning, and the thread that
 * ends over one takes no other question along. What was held is lost then, and the next call begins a new thread.
 */
export function createWorkerExaminer({ entry, signatures, patienceMs = PATIENCE_MS }: Options): Examiner {
  let worker: Worker | undefined
  let asked = 0
  let closings = 0
  let last: Promise<unknown> = Promise.resolve()

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
    const before = closings
    const answer = last.then(() => {
      if (closings !== before) throw new Error(ENDED)
      worker ??= start()
      return ask<T>(worker, { number: asked++, question }, isFed(question) ? FED_PATIENCE_MS : patienceMs)
    })
    last = answer.catch(() => {})
    return answer
  }
  return {
    take: (...args) => call({ method: 'take', args }),
    drop: (...args) => (worker === undefined ? Promise.resolve() : call({ method: 'drop', args })),
    examine: (...args) => call({ method: 'examine', args }),
    look: (...args) => call({ method: 'look', args }),
    held: (...args) => (worker === undefined ? Promise.resolve([]) : call({ method: 'held', args })),
    relate: (...args) => call({ method: 'relate', args }),
    forget: (...args) => (worker === undefined ? Promise.resolve() : call({ method: 'forget', args })),
    async close() {
      closings += 1
      await worker?.terminate()
    },
  }
}

/** Whether a source came in pieces: it may be of any size. */
function isFed(question: Question): boolean {
  return question.method === 'examine' && question.args[2].isFed === true
}

function ask<T>(worker: Worker, { number, question }: Ask, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // The thread alone does not keep the process alive; this does while somebody waits.
    const timer = setTimeout(() => void worker.terminate(), patienceMs)
    function settle(done: () => void): void {
      clearTimeout(timer)
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
      settle(() => reject(new Error(ENDED, { cause })))
    }
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ number, question } satisfies Ask)
  })
}
