import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { decodeSegment } from '@faultmaven/retrieval'
import { type PreparedBatch, type PreparedDocument, prepareBatch, type RawDocument } from './prepare.ts'

/** Reads documents. Rejects when reading ended without an answer: it took too long, or all memory that it may have. */
export type Preparer = {
  prepare(documents: readonly RawDocument[]): Promise<PreparedBatch>
  close(): Promise<void>
}
/** What the thread answers. */
export type Prepared = { readonly documents: readonly PreparedDocument[]; readonly segment: Uint8Array }

const MAX_HEAP_MIB = 512
const PATIENCE_MS = 60_000
/** The heap's limit does not hold for buffers, into which packed streams unpack: for these the growth of the process is watched. */
const MAX_GROWTH_BYTES = 2 ** 30
const WATCH_MS = 50

/** Reads in this thread: whoever waits for this thread waits for the documents. */
export function createPreparerHere(): Preparer {
  return { prepare: async (documents) => prepareBatch(documents), close: async () => {} }
}

/** Reads in a thread of its own, one batch after another; a thread that dies over one is replaced for the next. */
export function createPreparerThread({
  entry,
  patienceMs = PATIENCE_MS,
  maxGrowthBytes = MAX_GROWTH_BYTES,
}: {
  readonly entry: URL
  readonly patienceMs?: number
  /** Of the memory of the process while a batch is read. */
  readonly maxGrowthBytes?: number
}): Preparer {
  let worker: Worker | undefined

  async function prepare(documents: readonly RawDocument[]): Promise<PreparedBatch> {
    worker ??= start(entry)
    const used = worker
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      used.postMessage(documents)
      const answer = await receive(used, { patienceMs, maxGrowthBytes })
      const segment = decodeSegment(answer.segment)
      if (!segment) throw new Error('The reading thread answered with a damaged segment')
      return { documents: answer.documents, segment }
    } catch (error) {
      worker = undefined
      await used.terminate()
      throw error
    }
  }
  return {
    prepare,
    async close() {
      await worker?.terminate()
    },
  }
}

function start(entry: URL): Worker {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } })
  // An error that nobody waits for would end the process.
  worker.on('error', () => {})
  worker.unref()
  return worker
}

type Bounds = { readonly patienceMs: number; readonly maxGrowthBytes: number }

/** The next message of the thread. Rejects when the thread ends first, says nothing in time, or takes too much memory. */
async function receive(worker: Worker, { patienceMs, maxGrowthBytes }: Bounds): Promise<Prepared> {
  const ending = new AbortController()
  const { signal } = ending
  const stop = () => ending.abort(new Error('The reading thread ended'))
  const timer = setTimeout(stop, patienceMs)
  const before = process.memoryUsage.rss()
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() - before > maxGrowthBytes) stop()
  }, WATCH_MS)
  worker.once('exit', stop)
  try {
    // `once` rejects on the error of the thread, too.
    const [message]: Prepared[] = await once(worker, 'message', { signal })
    if (!message) throw new Error('The reading thread answered with nothing')
    return message
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    worker.off('exit', stop)
  }
}
