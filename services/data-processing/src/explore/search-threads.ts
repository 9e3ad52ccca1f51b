import { Worker } from 'node:worker_threads'
import { SealBrokenError } from '@faultmaven/security'
import { createStretchSearch, type Found, type Stretch } from './search-stretch.ts'
import { createSlots } from './slots.ts'

/** Searches stretches for all questions that are asked at a time, in the order in which they come. */
export type StretchSearch = {
  /**
   * The sealed bytes are read when it is their turn, so that few stand in memory however many questions wait; into bytes that were read
   * into before, where there are some.
   * @throws {SealBrokenError}
   */
  search(stretch: Omit<Stretch, 'sealed'>, read: ReadSealed): Promise<Found>
  close(): Promise<void>
}
export type ReadSealed = (into: Uint8Array | undefined) => Promise<Uint8Array>
/** What a thread answers to a {@link Stretch}, in the order in which they were sent; the sealed bytes come back with it. */
export type Searched = { readonly sealed?: Uint8Array } & ({ readonly found: Found } | { readonly failure: string })

/** One is searched while the next is read. */
const SENT_TOGETHER = 2
/** What a thread works on stands outside its heap; a small young generation gives it back soon. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 }
/** A message costs more than to search this here. */
const SMALL_BYTES = 128 * 1024

/** Searches in the thread of its caller, for sources that run as they are. */
export function createStretchSearchHere(): StretchSearch {
  const searchHere = createStretchSearch()
  return {
    search: async (stretch, read) => searchHere({ ...stretch, sealed: await read(undefined) }),
    close: () => Promise.resolve(),
  }
}

type Options = {
  /** The built `stretch-worker`. */
  readonly entry: URL
  readonly threads: number
}
type Thread = { readonly worker: Worker; readonly waiting: ((searched: Searched) => void)[] }

/**
 * Opens and searches in threads of their own, begun with the first question: the caller's thread goes on answering, and its collector has
 * not a gigabyte of frames to follow, which took twice the time of the search. At most {@link SENT_TOGETHER} stretches a thread are in memory.
 */
export function createSearchThreads({ entry, threads }: Options): StretchSearch {
  const here = createStretchSearchHere()
  const started: Thread[] = []
  const inSlot = createSlots(threads * SENT_TOGETHER)
  /** Read into before, and free again. */
  const rooms: Uint8Array[] = []

  function start(): Thread {
    const thread: Thread = { worker: new Worker(entry, { resourceLimits: HEAP }), waiting: [] }
    const { worker, waiting } = thread
    worker.on('message', (searched: Searched) => waiting.shift()?.(searched))
    const end = (failure: string) => {
      if (started.includes(thread)) started.splice(started.indexOf(thread), 1)
      for (const tell of waiting.splice(0)) tell({ failure })
    }
    worker.on('error', ({ name }) => end(name))
    worker.on('exit', () => end('exit'))
    worker.unref()
    started.push(thread)
    return thread
  }
  function leastBusy(): Thread {
    const idle = started.toSorted((a, b) => a.waiting.length - b.waiting.length)[0]
    return idle === undefined || (idle.waiting.length > 0 && started.length < threads) ? start() : idle
  }
  function send(stretch: Stretch): Promise<Searched> {
    const { worker, waiting } = leastBusy()
    const { sealed, seal } = stretch
    return new Promise<Searched>((resolve) => {
      waiting.push(resolve)
      // The thread alone does not keep the process alive; somebody who waits does.
      worker.ref()
      const message = { ...stretch, seal: { ...seal, key: Uint8Array.from(seal.key) } }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(message, sealed.buffer instanceof ArrayBuffer ? [sealed.buffer] : [])
    }).finally(() => {
      if (waiting.length === 0) worker.unref()
    })
  }
  return {
    search: (stretch, read) =>
      inSlot(async () => {
        const room = rooms.pop()
        const sealed = await read(room)
        if (sealed.length < SMALL_BYTES) {
          const found = await here.search(stretch, async () => sealed)
          if (room !== undefined) rooms.push(room)
          return found
        }
        const searched = await send({ ...stretch, sealed })
        if (searched.sealed !== undefined) rooms.push(new Uint8Array(searched.sealed.buffer))
        if ('found' in searched) return searched.found
        if (searched.failure === 'SealBrokenError')
          throw new SealBrokenError('Cannot open sealed bytes: they were changed or belong elsewhere')
        throw new Error(`A search thread failed: ${searched.failure}`)
      }),
    async close() {
      await Promise.all(started.map(({ worker }) => worker.terminate()))
    },
  }
}
