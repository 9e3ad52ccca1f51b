import type { RecordColumns } from '@faultmaven/logs'
import type { Chunk, ChunkBuffer } from './chunk-buffer.ts'
import { createNameTable } from './name-table.ts'
import { NO_TIME, type EntityNames } from './stored-index.ts'

/** Packs the columns of a source's records into chunks, beside the log reader and in its thread. */
export type IndexColumns = {
  readonly columns: RecordColumns
  /** Packs the last chunk. @returns how many groups there are, and the names that the columns count */
  end(): { readonly groups: number; readonly names: EntityNames }
}

type Options = {
  /** Reused by the sources of a thread, which come one after another. */
  readonly buffer: ChunkBuffer
  readonly onChunk: (chunk: Chunk) => void
}

export function createIndexColumns({ buffer, onChunk }: Options): IndexColumns {
  const hosts = createNameTable()
  const components = createNameTable()
  let beforeUs = NaN
  let highestGroup = -1

  buffer.clear()

  return {
    columns: {
      add(start, end, line, lines, timeUs, severity, group, host, component) {
        const time = Number.isFinite(timeUs) && Math.abs(timeUs) < NO_TIME ? Math.round(timeUs) : NaN
        const entity = { host: hosts.idOf(host), component: components.idOf(component) }
        buffer.add({ start, end, line, lines, timeUs: time, beforeUs, severity, group, ...entity })
        if (!Number.isNaN(time)) beforeUs = time
        if (group > highestGroup) highestGroup = group
        if (buffer.isFull()) onChunk(buffer.take())
      },
    },
    end() {
      if (buffer.records() > 0) onChunk(buffer.take())
      const unnamed = hosts.unnamed() + components.unnamed()
      return { groups: highestGroup + 1, names: { hosts: hosts.names(), components: components.names(), unnamed } }
    },
  }
}
