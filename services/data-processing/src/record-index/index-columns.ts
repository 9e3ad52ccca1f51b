import { UNNAMED, type TakeRecords } from '@faultmaven/logs'
import type { Chunk, ChunkBuffer } from './chunk-buffer.ts'

/** Packs the columns of a source's records into chunks, beside the log reader and in its thread. */
export type IndexColumns = {
  readonly take: TakeRecords
  /** Packs the last chunk. @returns how many groups there are, and how many records have a name that there was no room for */
  end(): { readonly groups: number; readonly unnamed: number }
}

type Options = {
  /** Reused by the sources of a thread, which come one after another. */
  readonly buffer: ChunkBuffer
  readonly onChunk: (chunk: Chunk) => void
}

export function createIndexColumns({ buffer, onChunk }: Options): IndexColumns {
  let beforeUs = NaN
  let highestGroup = -1
  let unnamed = 0

  buffer.clear()

  return {
    take(batch, count) {
      const { groups, hosts, components } = batch
      for (let index = 0; index < count; index++) {
        if (groups[index]! > highestGroup) highestGroup = groups[index]!
        if (hosts[index] === UNNAMED) unnamed++
        if (components[index] === UNNAMED) unnamed++
      }
      for (let from = 0; from < count;) {
        from = buffer.add(batch, from, count, beforeUs)
        beforeUs = buffer.lastTime()
        if (buffer.isFull()) onChunk(buffer.take())
      }
    },
    end() {
      if (buffer.records() > 0) onChunk(buffer.take())
      return { groups: highestGroup + 1, unnamed }
    },
  }
}
