/** Hands out exact numbers of bytes of a stream of chunks, one after another. */
export type ByteSource = {
  /** The next `count` bytes as they come. Left early, what is not read stays: read it to its end. */
  take(count: number): AsyncIterable<Uint8Array>
  read(count: number): Promise<Buffer>
  /** The same, fewer at the end of the stream. */
  readUpTo(count: number): Promise<Buffer>
  isAtEnd(): Promise<boolean>
  close(): Promise<void>
}

/** @throws {Error} from `take` and `read` when the stream ends within what was asked for */
export function createByteSource(input: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = input[Symbol.asyncIterator]()
  let waiting: Uint8Array = new Uint8Array()

  async function fill(): Promise<boolean> {
    while (waiting.length === 0) {
      const next = await chunks.next()
      if (next.done === true) return false
      waiting = next.value
    }
    return true
  }

  /** Not a generator: one that was left would not go on where it stood. */
  function take(count: number): AsyncIterable<Uint8Array> {
    let left = count
    async function next(): Promise<IteratorResult<Uint8Array, undefined>> {
      if (left === 0) return { done: true, value: undefined }
      if (!(await fill())) throw new Error('The bundle is cut: it ends within a file')
      const part = waiting.subarray(0, left)
      waiting = waiting.subarray(part.length)
      left -= part.length
      return { done: false, value: part }
    }
    return { [Symbol.asyncIterator]: () => ({ next }) }
  }

  async function read(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for await (const part of take(count)) parts.push(part)
    return Buffer.concat(parts)
  }

  async function readUpTo(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for (let left = count; left > 0 && (await fill());) {
      const part = waiting.subarray(0, left)
      waiting = waiting.subarray(part.length)
      left -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  return {
    take,
    read,
    readUpTo,
    isAtEnd: async () => !(await fill()),
    close: async () => void (await chunks.return?.()),
  }
}
