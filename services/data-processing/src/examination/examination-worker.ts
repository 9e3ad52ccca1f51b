import { parentPort, workerData } from 'node:worker_threads'
import { createExaminer } from './examiner.ts'
import type { Answer, Ask, Question, WorkerSetup } from './worker-examiner.ts'

/** Entry of the thread that `createWorkerExaminer` starts: answers its questions. */
const setup: WorkerSetup = workerData
const examiner = createExaminer(setup)

parentPort?.on('message', (ask: Ask) => void answer(ask))

async function answer({ number, question }: Ask): Promise<void> {
  const result = await run(question).then(
    (value): Answer<unknown> => ({ number, value }),
    // The message may quote what could not be read: it is not passed on.
    (error: unknown): Answer<unknown> => ({ number, error: error instanceof Error ? error.name : 'unknown' }),
  )
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(result)
}

async function run({ method, args }: Question): Promise<unknown> {
  switch (method) {
    case 'take':
      return examiner.take(...args)
    case 'drop':
      return examiner.drop(...args)
    case 'examine':
      return examiner.examine(...args)
    case 'look':
      return examiner.look(...args)
    case 'held':
      return examiner.held(...args)
    case 'relate':
      return examiner.relate(...args)
    default:
      return examiner.forget(...args)
  }
}
