import { getHeapStatistics } from 'node:v8'
import type { MessagePort } from 'node:worker_threads'
import { createChunkBuffer, type Chunk } from '../record-index/chunk-buffer.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { packDigest } from './packed-digest.ts'
import { readHere, type LogRead } from './read-here.ts'

/**
 * Memory of a reading beyond the heap of its thread, which the limit of the heap does not count: typed arrays. Estimated from
 * the sizes of its tables, not measured one by one, a reading may need, in MiB, 20 for the histograms of 20 000 groups, 30 for the scanner, 6 for signatures, 6 for shapes and lines known, 4 for series of
 * activity, 5 for the chunk being filled and packed, 2 for portions on their way: 73 in all, and as much again until garbage is collected.
 */
const MAX_ARRAY_BYTES = 160 * 2 ** 20

/** Reads logs, one at a time, as the messages of a port ask. */
export function serveReadings(port: MessagePort, read: typeof readHere = readHere): void {
  const buffer = createChunkBuffer()
  let log: LogRead | undefined
  let chunks: Chunk[] = []

  port.on('message', (message: ToWorker) => {
    if (message.kind === 'begin') log = read(message.request, buffer, (chunk) => chunks.push(chunk))
    else if (log !== undefined) answer(message, log)
  })
  function answer(message: Exclude<ToWorker, { readonly kind: 'begin' }>, { push, records, digestSoFar, end }: LogRead): void {
    switch (message.kind) {
      case 'bytes':
        push(new Uint8Array(message.buffer, 0, message.length))
        if (getHeapStatistics().external_memory > MAX_ARRAY_BYTES) return send({ kind: 'overgrown', chunks: [] })
        return send({ kind: 'taken', chunks: takeChunks(), buffer: message.buffer, records: records() })
      case 'look':
        return send({ kind: 'digest', chunks: takeChunks(), digest: packDigest(digestSoFar()) })
      default: {
        const whole = end()
        log = undefined
        return send({ kind: 'ended', chunks: takeChunks(), log: whole, records: records() })
      }
    }
  }
  function takeChunks(): Chunk[] {
    const taken = chunks
    chunks = []
    return taken
  }
  function send(message: FromWorker): void {
    const columns = message.chunks.flatMap((chunk) =>
      Object.values(chunk.columns)
        .map(({ bytes }) => bytes.buffer)
        .filter(isOwn),
    )
    port.postMessage(message, [...columns, ...ownBytes(message)])
  }
}

function ownBytes(message: FromWorker): ArrayBuffer[] {
  if (message.kind === 'taken') return [message.buffer]
  return message.kind === 'digest' ? [message.digest.packed.buffer].filter(isOwn) : []
}

/** A shared buffer needs no transfer. */
function isOwn(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer
}
