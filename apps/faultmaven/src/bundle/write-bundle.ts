import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { BundledTurn, Manifest } from './bundle.ts'
import { writeSealedFile } from './sealed-file.ts'

export type BundledBytes = { readonly name: string; readonly open: () => Readable }

const LENGTH_BYTES = 4

/** Names, sizes and hashes of files. @throws {Error} for standard input, which is gone once it was read */
export async function describeFiles(files: readonly BundledBytes[]): Promise<BundledTurn['files']> {
  const described: BundledTurn['files'] = []
  for (const { name, open } of files) {
    if (name === 'stdin') throw new Error('A bundle holds files: what was piped in cannot be read a second time')
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

/** Writes a manifest and the bytes of its files, in its order, sealed under a passphrase. @throws {Error} when a file has changed since */
export function writeBundle(
  file: string,
  passphrase: string,
  { manifest, files }: { readonly manifest: Manifest; readonly files: readonly BundledBytes[] },
): Promise<void> {
  return writeSealedFile(file, passphrase, partsOf(manifest, files))
}

async function* partsOf(manifest: Manifest, files: readonly BundledBytes[]): AsyncGenerator<Uint8Array> {
  const json = Buffer.from(JSON.stringify(manifest))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  yield Buffer.concat([length, json])
  const told = manifest.turns.flatMap((turn) => turn.files)
  for (const [index, { name, open }] of files.entries()) {
    let bytes = 0
    for await (const chunk of open() as AsyncIterable<Buffer>) {
      bytes += chunk.length
      yield chunk
    }
    if (bytes !== told[index]?.bytes) throw new Error(`${name} has changed since it was examined: the bundle would not replay`)
  }
}
