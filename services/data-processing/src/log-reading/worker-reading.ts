import type { Chunk } from '../record-index/chunk-buffer.ts'
import { ReadingEndedError, type LogReading, type LogRequest, type ReadLog } from './log-reading.ts'
import { PORTION_BYTES, type FromWorker, type ToWorker } from './messages.ts'

/** Portions on their way to a worker at most: 2 MiB keep it busy while this thread does something else. */
const MAX_PORTIONS = 8
/** After so many bytes the heap of a worker holds what was needed once: a new thread takes 0.1 s and begins small. */
const MAX_LASTING_BYTES = 64 * 2 ** 20

/** A worker while it reads one log. */
export type Seat = {
  readonly post: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void
  /** Leaves it to the next log. */
  readonly leave: () => void
  /** Ends it: what it does is of no use any more, it has grown too much, or it cannot be trusted with another log. */
  readonly end: () => void
  /** Portions that came back. */
  readonly idle: ArrayBuffer[]
}

/** The part of a reading that hears the worker. */
export type Listener = {
  readonly hear: (message: FromWorker) => void
  readonly fail: (error: ReadingEndedError) => void
  /** Whether the worker owes an answer. */
  readonly isOwed: () => boolean
}

/** A reading in a worker: bytes go there in portions, and what it tells comes back in the same order. */
export function createWorkerReading(
  { request, onChunk }: { readonly request: LogRequest; readonly onChunk: (chunk: Chunk) => void },
  seat: Seat,
): LogReading & Listener {
  let portion: ArrayBuffer | undefined
  let filled = 0
  let owed = 0
  let underWay = 0
  let records = 0
  let pushed = 0
  let failure: unknown
  let isOver = false
  /** Of whoever waits: for room, for a digest or for the end. One at a time, as calls follow one another. */
  let wake: (() => void) | undefined
  let answer: Extract<FromWorker, { readonly kind: 'digest' | 'ended' }> | undefined

  seat.post({ kind: 'begin', request })

  function fail(error: unknown): void {
    if (isOver) return
    isOver = true
    failure = error
    owed = 0
    seat.end()
    wake?.()
  }
  function ask(message: ToWorker, transfer?: readonly ArrayBuffer[]): void {
    owed++
    seat.post(message, transfer)
  }
  function flush(): void {
    if (portion === undefined || filled === 0) return
    const buffer = portion
    portion = undefined
    underWay++
    ask({ kind: 'bytes', buffer, length: filled }, [buffer])
    filled = 0
  }
  async function until(isReady: () => boolean): Promise<void> {
    for (;;) {
      if (failure !== undefined) throw failure
      if (isReady()) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = undefined
    }
  }
  async function answerTo<K extends 'digest' | 'ended'>(kind: K): Promise<Extract<FromWorker, { readonly kind: K }>> {
    await until(() => answer !== undefined)
    const given = answer
    answer = undefined
    if (given?.kind !== kind) throw new ReadingEndedError('defect')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its kind was just compared
    return given as Extract<FromWorker, { readonly kind: K }>
  }
  function take(message: FromWorker): void {
    owed--
    for (const chunk of message.chunks) onChunk(chunk)
    switch (message.kind) {
      case 'taken':
        underWay--
        records = message.records
        seat.idle.push(message.buffer)
        return
      case 'overgrown':
        throw new ReadingEndedError('memory')
      default:
        if (message.kind === 'ended') records = message.records
        answer = message
    }
  }
  return {
    push(bytes) {
      if (failure !== undefined) throw failure
      for (let at = 0; at < bytes.length;) {
        portion ??= seat.idle.pop() ?? new ArrayBuffer(PORTION_BYTES)
        const length = Math.min(PORTION_BYTES - filled, bytes.length - at)
        new Uint8Array(portion, filled, length).set(bytes.subarray(at, at + length))
        filled += length
        at += length
        if (filled === PORTION_BYTES) flush()
      }
      pushed += bytes.length
      return underWay < MAX_PORTIONS ? undefined : until(() => underWay < MAX_PORTIONS)
    },
    records: () => records,
    async digestSoFar() {
      flush()
      ask({ kind: 'look' })
      return (await answerTo('digest')).digest
    },
    async end(): Promise<ReadLog> {
      flush()
      ask({ kind: 'end' })
      const { log } = await answerTo('ended')
      isOver = true
      if (pushed > MAX_LASTING_BYTES) seat.end()
      else seat.leave()
      return log
    },
    drop: () => fail(new ReadingEndedError('dropped')),
    hear(message) {
      if (isOver) return
      try {
        take(message)
      } catch (error) {
        fail(error)
        return
      }
      wake?.()
    },
    fail,
    isOwed: () => owed > 0,
  }
}
