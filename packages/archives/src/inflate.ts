import { createGunzip, createInflateRaw } from 'node:zlib'
import type { Bytes } from './byte-reader.ts'
import { OpenError } from './open-error.ts'

/** Input is handed over in pieces this small because one can grow a thousandfold: at most 16 MiB stand in memory. */
const PIECE_BYTES = 16 * 1024

/** Unpacks gzip, members joined together too. @throws {OpenError} after everything that could be unpacked was given out */
export function gunzip(input: Bytes): Bytes {
  return unpack(input, createGunzip({ chunkSize: 64 * 1024 }))
}

/** Unpacks a raw deflate stream, as zip members hold it. @throws {OpenError} after everything that could be unpacked was given out */
export function inflateRaw(input: Bytes): Bytes {
  return unpack(input, createInflateRaw({ chunkSize: 64 * 1024 }))
}

type Engine = ReturnType<typeof createGunzip> | ReturnType<typeof createInflateRaw>

async function* unpack(input: Bytes, engine: Engine): AsyncGenerator<Uint8Array, void> {
  // The engine flows all the time: a paused stream drops what it buffered when it fails, and with it the last good lines.
  const ready: Uint8Array[] = []
  engine.on('data', (chunk: Uint8Array) => ready.push(chunk))
  const settled = settling(engine)
  try {
    for await (const chunk of input) {
      for (let start = 0; start < chunk.length && !engine.readableEnded; start += PIECE_BYTES) {
        const error = await settled((done) => engine.write(chunk.subarray(start, start + PIECE_BYTES), done))
        yield* ready.splice(0)
        if (error !== undefined) throw readable(error)
      }
    }
    // Its callback comes before the fault of a cut stream does: only the end or the fault says what it was.
    const error = await settled(() => engine.end())
    yield* ready.splice(0)
    if (error !== undefined) throw readable(error)
  } finally {
    engine.destroy()
  }
}

/**
 * Runs a step and waits for it, for the engine's fault, or for its end: data after the last member ends the engine
 * without a word to the writer.
 */
function settling(engine: Engine): (step: (done: (error?: Error | null) => void) => void) => Promise<Error | undefined> {
  let failure: Error | undefined
  let wake: () => void = () => {}
  engine.on('error', (error: Error) => {
    failure = error
    wake()
  })
  engine.on('end', () => wake())
  return async (step) => {
    await new Promise<void>((resolve) => {
      wake = resolve
      if (failure !== undefined || engine.readableEnded) resolve()
      else
        step((error) => {
          failure ??= error ?? undefined
          resolve()
        })
    })
    return failure
  }
}

function readable(error: Error & { readonly code?: string }): OpenError {
  return error.code === 'Z_BUF_ERROR'
    ? new OpenError('truncated', 'The compressed data ends in the middle', { cause: error })
    : new OpenError('corrupt', 'The compressed data is damaged', { cause: error })
}
