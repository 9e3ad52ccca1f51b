import { parentPort } from 'node:worker_threads'
import { encodeSegment } from '@faultmaven/retrieval'
import { prepareBatch, type RawDocument } from './prepare.ts'
import type { Prepared } from './preparer.ts'

/** Entry of the thread that `createPreparerThread` starts. */
parentPort?.on('message', async (documents: RawDocument[]) => {
  const { documents: prepared, segment } = await prepareBatch(documents)
  const answer: Prepared = { documents: prepared, segment: encodeSegment(segment) }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(answer)
})
