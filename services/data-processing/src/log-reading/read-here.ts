import { createLogReader } from '@faultmaven/logs'
import type { ChunkBuffer } from '../record-index/chunk-buffer.ts'
import type { Chunk } from '../record-index/chunk-buffer.ts'
import { createIndexColumns } from '../record-index/index-columns.ts'
import type { LogRequest, ReadLog } from './log-reading.ts'

/** Reads one log in this thread. */
export type LogRead = {
  readonly push: (bytes: Uint8Array) => void
  readonly records: () => number
  readonly digestSoFar: () => ReadLog['digest']
  readonly end: () => ReadLog
}

/** @param buffer of this thread: one log at a time uses it */
export function readHere(
  { now, encoding, taught, isIndexed }: LogRequest,
  buffer: ChunkBuffer,
  onChunk: (chunk: Chunk) => void,
): LogRead {
  const index = createIndexColumns({ buffer, onChunk })
  const log = createLogReader({ now, encoding, taught, ...(isIndexed ? { columns: index.take } : {}) })
  return {
    push: log.push,
    records: log.records,
    digestSoFar: log.digestSoFar,
    end() {
      const digest = log.end()
      const { groups, unnamed } = index.end()
      return {
        digest,
        names: { ...log.names(), unnamed },
        taught: log.taught(),
        owners: Int32Array.from({ length: groups }, (_, group) => log.templateOf(group) ?? -1),
      }
    },
  }
}
