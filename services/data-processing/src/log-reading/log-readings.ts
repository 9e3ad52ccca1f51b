import { createPacer } from '../ingest/pacer.ts'
import { createChunkBuffer, type Chunk, type ChunkBuffer } from '../record-index/chunk-buffer.ts'
import type { LogReading, LogRequest } from './log-reading.ts'
import { readHere } from './read-here.ts'
import { createReadingPool, type ReadingPool } from './reading-pool.ts'

/** Logs up to this size are read in this thread: a worker would be longer on its way than at work. */
export const SMALL_BYTES = 2 ** 20
/** Bytes read between two looks at the clock: under 3 ms. */
const PIECE_BYTES = 32 * 1024

/** Where logs are read. */
export type LogReadings = {
  /** `onChunk` gets the chunks of the record index in order, if it is indexed. */
  begin(request: LogRequest, onChunk?: (chunk: Chunk) => void): LogReading
  /** Logs that may be read at once beside this thread. */
  readonly workers: number
  close(): Promise<void>
}

/** Worker threads for logs. */
export type ReadingWorkers = {
  /** The built `reading-worker`. */
  readonly entry: URL
  /** Threads at most; 0 reads in this one. */
  readonly count: number
}

/**
 * Reads large logs in worker threads as long as one is free, all others in this thread. Which of them reads a log changes nothing
 * in the result.
 */
export function createLogReadings(workers?: ReadingWorkers): LogReadings {
  const count = workers?.count ?? 0
  const pool = workers === undefined || count === 0 ? undefined : createReadingPool({ entry: workers.entry, workers: count })
  const buffers: ChunkBuffer[] = []

  function beginHere(request: LogRequest, onChunk: (chunk: Chunk) => void): LogReading {
    const buffer = buffers.pop() ?? createChunkBuffer()
    const log = readHere(request, buffer, onChunk)
    return {
      push(bytes) {
        log.push(bytes)
        return undefined
      },
      records: log.records,
      digestSoFar: async () => log.digestSoFar(),
      async end() {
        const whole = log.end()
        buffers.push(buffer)
        return whole
      },
      drop: () => {},
    }
  }
  return {
    begin: (request, onChunk = () => {}) =>
      pool === undefined ? beginHere(request, onChunk) : beginLate({ request, onChunk, pool, beginHere }),
    workers: count,
    close: async () => pool?.close(),
  }
}

type Late = {
  readonly request: LogRequest
  readonly onChunk: (chunk: Chunk) => void
  readonly pool: ReadingPool
  readonly beginHere: (request: LogRequest, onChunk: (chunk: Chunk) => void) => LogReading
}

/** Holds a log until it turns out to be large, or somebody asks for it. */
function beginLate({ request, onChunk, pool, beginHere }: Late): LogReading {
  let held: Uint8Array[] = []
  let bytes = 0
  let begun: LogReading | undefined

  async function begin(reading: LogReading): Promise<LogReading> {
    begun = reading
    const pacer = createPacer()
    for (const piece of held) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        await reading.push(piece.subarray(at, at + PIECE_BYTES))
        await pacer()
      }
    }
    held = []
    return reading
  }
  const beginLarge = () => begin(pool.begin(request, onChunk) ?? beginHere(request, onChunk))
  const handOver = async (): Promise<void> => void (await beginLarge())
  return {
    push(piece) {
      if (begun !== undefined) return begun.push(piece)
      held.push(Uint8Array.from(piece))
      bytes += piece.length
      return bytes <= SMALL_BYTES ? undefined : handOver()
    },
    records: () => begun?.records() ?? 0,
    digestSoFar: async () => (begun ?? (await beginLarge())).digestSoFar(),
    end: async () => (begun ?? (await begin(beginHere(request, onChunk)))).end(),
    drop: () => begun?.drop(),
  }
}
