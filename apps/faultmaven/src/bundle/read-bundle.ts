import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Manifest } from './bundle.ts'
import { readSealedFile } from './sealed-file.ts'

const LENGTH_BYTES = 4
const MAX_MANIFEST_BYTES = 2 ** 28

/** A bundle opened: its manifest, and its files in a folder that only this user can read and that `close` removes. */
export type OpenBundle = {
  readonly manifest: Manifest
  /** Paths of the files, turn by turn in the order of the manifest. */
  readonly paths: readonly (readonly string[])[]
  readonly close: () => Promise<void>
}

/** @throws {Error} for another passphrase, a damaged file or a bundle of another format */
export async function readBundle(file: string, passphrase: string): Promise<OpenBundle> {
  const chunks = readSealedFile(file, passphrase)
  try {
    return await unpack(file, createByteSource(chunks))
  } finally {
    // Asked for no more than the bundle holds, it waits for the next question with its file open.
    await chunks.return(undefined)
  }
}

async function unpack(file: string, bytes: ByteSource): Promise<OpenBundle> {
  const length = Buffer.concat(await collect(bytes.take(LENGTH_BYTES))).readUInt32BE()
  if (length > MAX_MANIFEST_BYTES) throw new Error(`"${file}" is no bundle of this version`)
  const manifest = parseManifest(file, Buffer.concat(await collect(bytes.take(length))).toString())
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-bundle-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const paths: string[][] = []
    for (const [turn, { files }] of manifest.turns.entries()) {
      paths.push(files.map((_, index) => path.join(folder, `${turn}-${index}`)))
      for (const [index, { bytes: size }] of files.entries()) {
        await pipeline(bytes.take(size), createWriteStream(paths[turn]?.[index] ?? folder, { mode: 0o600 }))
      }
    }
    return { manifest, paths, close }
  } catch (error) {
    await close()
    throw error
  }
}

function parseManifest(file: string, json: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(json))
  } catch (cause) {
    throw new Error(`"${file}" holds a bundle of another format`, { cause })
  }
}

type ByteSource = { take(count: number): AsyncGenerator<Uint8Array> }

/** Hands out exact numbers of bytes of a stream of chunks, one after another. */
function createByteSource(chunks: AsyncGenerator<Uint8Array>): ByteSource {
  let waiting: Uint8Array = new Uint8Array()
  return {
    async *take(count: number): AsyncGenerator<Uint8Array> {
      for (let left = count; left > 0;) {
        if (waiting.length === 0) {
          const next = await chunks.next()
          if (next.done) throw new Error('The bundle is cut: it ends within a file')
          waiting = next.value
        }
        const part = waiting.subarray(0, left)
        waiting = waiting.subarray(part.length)
        left -= part.length
        yield part
      }
    },
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all
}
