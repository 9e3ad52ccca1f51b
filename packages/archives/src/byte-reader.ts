import { OpenError } from './open-error.ts'

/** Bytes that arrive in chunks of any size; pulling is the back-pressure. */
export type Bytes = AsyncIterable<Uint8Array>

/** Reads a stream of chunks by amounts, holding only the chunk at hand and what was asked for. */
export type ByteReader = {
  /** At least `count` bytes without consuming them, fewer only at the end of the stream. */
  peek(count: number): Promise<Uint8Array>
  /** Exactly `count` bytes. @throws {OpenError} `truncated` when the stream ends before */
  take(count: number): Promise<Uint8Array>
  /** Up to `count` bytes as they come in, empty only at the end of the stream. */
  some(count: number): Promise<Uint8Array>
  /** Passes over `count` bytes. @throws {OpenError} `truncated` when the stream ends before */
  skip(count: number): Promise<void>
  /** Everything not consumed yet. */
  rest(): Bytes
  /** Tells the stream that nobody will read on. */
  close(): Promise<void>
  /** Bytes consumed so far. */
  readonly position: number
}

export function createByteReader(input: Bytes): ByteReader {
  const iterator = input[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  let ended = false
  let position = 0
  /** A fault of the stream shows when the bytes before it are used up, so that none of them is lost; then it stays. */
  let failure: { readonly error: unknown } | undefined

  async function next(): Promise<Uint8Array | undefined> {
    if (failure !== undefined) throw failure.error
    if (ended) return undefined
    try {
      const result = await iterator.next()
      if (result.done !== true) return result.value
      ended = true
      return undefined
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  async function gather(count: number): Promise<void> {
    const parts = [held]
    let length = held.length
    while (length < count) {
      const chunk = await next().catch(() => undefined)
      if (chunk === undefined) break
      parts.push(chunk)
      length += chunk.length
    }
    if (parts.length > 1) held = Buffer.concat(parts, length)
  }
  function consume(count: number): Uint8Array {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    position += taken.length
    return taken
  }
  async function some(count: number): Promise<Uint8Array> {
    while (held.length === 0) {
      const chunk = await next()
      if (chunk === undefined) return held
      held = chunk
    }
    return consume(count)
  }

  return {
    async peek(count) {
      if (held.length < count) await gather(count)
      return held
    },
    async take(count) {
      if (held.length < count) await gather(count)
      if (held.length >= count) return consume(count)
      if (failure !== undefined) throw failure.error
      throw new OpenError('truncated', 'The data ends in the middle')
    },
    some,
    async skip(count) {
      for (let left = count; left > 0;) {
        const chunk = await some(left)
        if (chunk.length === 0) throw new OpenError('truncated', 'The data ends in the middle')
        left -= chunk.length
      }
    },
    async *rest() {
      for (;;) {
        const chunk = await some(Number.MAX_SAFE_INTEGER)
        if (chunk.length === 0) return
        yield chunk
      }
    },
    async close() {
      ended = true
      await iterator.return?.()
    },
    get position() {
      return position
    },
  }
}
