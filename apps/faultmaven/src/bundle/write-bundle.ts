import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { BundledTurn, Manifest } from './bundle.ts'
import { openSealedFile } from './sealed-file.ts'

/** `bytes` is unknown for standard input and other pipes. */
export type BundledBytes = { readonly name: string; readonly bytes?: number; readonly open: () => Readable }

/** A bundle to be written; `close` ends the work, and what was not written whole leaves no file. */
export type BundleWriter = {
  /** Names, sizes and hashes of the files as they were when the bundle was opened. */
  readonly files: BundledTurn['files']
  /** Writes a manifest and the bytes of the files, in its order, sealed. @throws {Error} when a file has changed since */
  readonly write: (manifest: Manifest) => Promise<void>
  readonly close: () => Promise<void>
}

const LENGTH_BYTES = 4

/**
 * Opens a bundle before its files are examined, so that whatever speaks against it is told first.
 * @throws {Error} for standard input and pipes, which are gone once they were read, for a short passphrase and a file that cannot be made
 */
export async function openBundle(file: string, passphrase: string, inputs: readonly BundledBytes[]): Promise<BundleWriter> {
  if (inputs.some(({ bytes }) => bytes === undefined))
    throw new Error('A bundle holds files: what was piped in cannot be read a second time')
  const sealed = await openSealedFile(file, passphrase)
  try {
    const files = await describeFiles(inputs)
    return { files, write: (manifest) => sealed.write(partsOf(manifest, files, inputs)), close: sealed.close }
  } catch (error) {
    await sealed.close()
    throw error
  }
}

async function describeFiles(inputs: readonly BundledBytes[]): Promise<BundledTurn['files']> {
  const described: BundledTurn['files'] = []
  for (const { name, open } of inputs) {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of open() as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
    }
    described.push({ name, bytes, sha256: hash.digest('hex') })
  }
  return described
}

async function* partsOf(
  manifest: Manifest,
  described: BundledTurn['files'],
  inputs: readonly BundledBytes[],
): AsyncGenerator<Uint8Array> {
  const json = Buffer.from(JSON.stringify(manifest))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  yield Buffer.concat([length, json])
  for (const [index, { name, open }] of inputs.entries()) {
    const hash = createHash('sha256')
    for await (const chunk of open() as AsyncIterable<Buffer>) {
      hash.update(chunk)
      yield chunk
    }
    if (hash.digest('hex') !== described[index]?.sha256)
      throw new Error(`${name} has changed while it was examined: the bundle would not replay`)
  }
}
