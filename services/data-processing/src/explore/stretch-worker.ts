import { parentPort } from 'node:worker_threads'
import { createStretchSearch, type Found, type Stretch } from './search-stretch.ts'
import type { Searched } from './search-threads.ts'

/** Entry of the threads that `createSearchThreads` starts: searches stretches. */
const search = createStretchSearch()

parentPort?.on('message', (stretch: Stretch & { readonly sealed: Uint8Array<ArrayBuffer> }) => {
  const searched = answer(stretch)
  // This thread's copy.
  stretch.seal.key.fill(0)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ ...searched, sealed: stretch.sealed }, [
    stretch.sealed.buffer,
    ...('found' in searched ? buffersOf(searched.found) : []),
  ])
})

function answer(stretch: Stretch): Searched {
  try {
    return { found: search(stretch) }
  } catch (error) {
    // The message may quote what was read: only what kind of failure it is goes on.
    return { failure: error instanceof Error ? error.name : 'unknown' }
  }
}

function buffersOf({ places, head, tail, lines }: Found): ArrayBuffer[] {
  return [places, head, tail, ...(lines === undefined ? [] : [lines.bytes, lines.lengths])].map(({ buffer }) => buffer)
}
