import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { TurnRequest } from '@faultmaven/contracts'

export type FileDigest = {
  /** The bytes of the file, hashed as they pass. Whoever reads them may stop early. */
  readonly stream: Readable
  /** Resolves with the number of its bytes when its reader has got all of it; never when it stopped before. */
  readonly read: Promise<number>
  /** Reads and hashes what was left unread; the file counts from here. @throws whatever ended the body before its end */
  finish(): Promise<void>
}
export type BodyDigest = {
  file(name: string, body: Readable): FileDigest
  /** SHA-256 in hexadecimal of the request and, in order, each file's name and content. How the body was written does not count. */
  value(): string
}

const CHUNK_BYTES = 65_536

/** Tells whether two bodies are the same turn. */
export function createBodyDigest({ question, timeZone, retentionHours, modelRegion }: TurnRequest): BodyDigest {
  const files: [name: string, sha256: string][] = []
  const request = [
    question ?? null,
    timeZone ?? null,
    retentionHours ?? null,
    ...(modelRegion === undefined ? [] : [modelRegion]),
  ]
  return {
    file(name, body) {
      const hash = createHash('sha256')
      let onRead = (_bytes: number) => {}
      const read = new Promise<number>((resolve) => {
        onRead = resolve
      })
      return {
        stream: Readable.from(hashed(body, hash, onRead), { objectMode: false, highWaterMark: CHUNK_BYTES }),
        read,
        async finish() {
          for await (const _ of hashed(body, hash));
          files.push([name, hash.digest('hex')])
        },
      }
    },
    value: () =>
      createHash('sha256')
        .update(JSON.stringify(['turn/1', request, files]))
        .digest('hex'),
  }
}

/** Leaves the body open when its reader stops, so that the rest can be read. */
async function* hashed(body: Readable, hash: Hash, onRead = (_bytes: number) => {}): AsyncGenerator<Buffer> {
  if (body.errored) throw body.errored
  if (body.readableEnded) return
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false })
  let bytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.length
    yield chunk
  }
  onRead(bytes)
}
