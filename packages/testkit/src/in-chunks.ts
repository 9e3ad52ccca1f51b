/** Bytes as a stream of chunks, small ones to cross every border. */
export async function* inChunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Everything a stream gives, and the error that ended it if one did. */
export async function drain(stream: AsyncIterable<Uint8Array>): Promise<{ readonly bytes: Buffer; readonly error?: unknown }> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of stream) chunks.push(Uint8Array.from(chunk))
    return { bytes: Buffer.concat(chunks) }
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error }
  }
}
